namespace Feria.Integrations;

/// <summary>An endpoint's row, locked for who changes it or what waits for it.</summary>
sealed record HeldEndpoint(int Version, bool IsOn)
{
    public static Task<HeldEndpoint?> LockAsync(Tx tx, Guid store, Guid webhook) =>
        tx.OneOrNullAsync<HeldEndpoint>(LockSql, new { store, webhook });

    const string LockSql = """
        -- integrations.held-endpoint.lock
        select version, is_on
        from integrations.endpoint
        where id = @webhook and store_id = @store and removed_at is null
        for update
        """;
}
