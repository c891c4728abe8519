namespace Feria.Stores;

/// <summary>Who works in a store as what, while its row is locked.</summary>
static class StaffRoles
{
    public static async Task<IReadOnlyDictionary<Guid, string>> ReadAsync(Tx tx, Guid store) =>
        (await tx.ListAsync<Row>(ReadSql, new { store })).ToDictionary(row => row.Account, row => row.Role);

    /// <param name="role">The role after it; null where they leave.</param>
    public static Refusal? Refuse(IReadOnlyDictionary<Guid, string> staff, Guid account, string? role) =>
        !staff.TryGetValue(account, out var now) ? Refusals.StaffNotFound
        : now == Desk.Owner && role != Desk.Owner && staff.Values.Count(one => one == Desk.Owner) == 1
            ? Refusals.LastOwner
        : null;

    sealed record Row(Guid Account, string Role);

    const string ReadSql = """
        -- stores.staff-roles.read
        select account_id as account, role from stores.staff where store_id = @store
        """;
}
