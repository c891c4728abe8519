using Feria.Contracts;

namespace Feria.Accounts;

/// <summary>Users for the search of the back office: by their whole e-mail address, or by id.</summary>
sealed class FindUsers(Database db, Vault vault) : IFindable
{
    public string Kind => "user";

    public string Permission => Contracts.Permission.ManageUsers;

    public async Task<IReadOnlyList<FoundThing>> FindAsync(Session session, SoughtThing sought)
    {
        if (sought.Id is null && !sought.Text.Contains('@')) return [];
        var found = sought.Id is { } id
            ? await session.ListAsync<Row>(OfIdSql, new { db.Region, id })
            : await session.ListAsync<Row>(
                OfEmailSql, new { index = vault.IndexEmail(sought.Text), IFindable.AtMost });
        return [.. found.Select(row => new FoundThing(
            row.Id.ToString(), vault.OpenName(row.FullNameSealed),
            Person.MaskEmail(vault.OpenEmail(row.EmailSealed))))];
    }

    sealed record Row(Guid Id, byte[] FullNameSealed, byte[] EmailSealed);

    const string OfIdSql = """
        -- accounts.find-users.of-id
        select id, full_name_sealed, email_sealed
        from accounts.account
        where region = @Region and id = @id and status <> 'closed'
        """;

    // Whoever owns the address first, then who registered with it last.
    const string OfEmailSql = """
        -- accounts.find-users.of-email
        select id, full_name_sealed, email_sealed
        from accounts.account
        where email_index = @index and status <> 'closed'
        order by status = 'active' desc, created_at desc
        limit @AtMost
        """;
}
