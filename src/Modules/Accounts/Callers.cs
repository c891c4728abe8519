namespace Feria.Accounts;

/// <summary>Answers whose a session token is and what their roles allow: one indexed look at the primary.</summary>
sealed class Callers(Database db, Vault vault) : ICallers
{
    public async Task<Caller?> OfTokenAsync(string token, CancellationToken stop)
    {
        await using var session = await db.ReadFreshAsync(stop);
        var found = await session.OneOrNullAsync<Found>(FindSql, new { hash = Token.Hash(token) });
        return found is null ? null : new Caller
        {
            Account = found.AccountId,
            Session = found.Id,
            Name = vault.OpenName(found.FullNameSealed),
            Permissions = found.Permissions.ToHashSet(),
        };
    }

    sealed record Found(Guid Id, Guid AccountId, byte[] FullNameSealed, string[] Permissions);

    const string FindSql = """
        -- accounts.callers.find
        select s.id, s.account_id, a.full_name_sealed, array(
            select distinct p.permission
            from accounts.account_role r
            join accounts.role_permission p on p.role = r.role
            where r.region = a.region and r.account_id = a.id) as permissions
        from accounts.session s
        join accounts.account a on a.region = s.region and a.id = s.account_id and a.session_epoch = s.epoch
        where s.token_hash = @hash and s.expires_at > now() and a.status <> 'closed'
        """;
}
