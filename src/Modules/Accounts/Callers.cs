namespace Feria.Accounts;

/// <summary>
/// Answers whose a session token is and what their roles allow: from a copy as long as nothing was heard of a change,
/// else by one indexed look at the primary. With the primary away the last copy is believed.
/// </summary>
sealed class Callers(Cache cache, News news, Vault vault) : ICallers
{
    static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);

    public async Task<Caller?> OfTokenAsync(string token, CancellationToken stop)
    {
        var hash = Token.Hash(token);
        // Where this process does not hear, it would not hear of a sign-out elsewhere either.
        var copy = await cache.GetAsync(
            $"session:{Convert.ToHexStringLower(hash)}", news.IsCurrent ? Fresh : TimeSpan.Zero,
            session => FindAsync(session, hash), stop, onPrimary: true);
        return copy?.Value is not { } found || found.ExpiresAt <= DateTime.UtcNow ? null : new Caller
        {
            Account = found.AccountId,
            Session = found.Id,
            Name = vault.OpenName(found.FullNameSealed),
            Permissions = found.Permissions.ToHashSet(),
        };
    }

    static async Task<Cache.Filled<Found>> FindAsync(Session session, byte[] hash)
    {
        var found = await session.OneOrNullAsync<Found>(FindSql, new { hash });
        return new(found, found is null ? [] : [found.AccountId]);
    }

    internal sealed record Found(
        Guid Id, Guid AccountId, byte[] FullNameSealed, string[] Permissions, DateTime ExpiresAt);

    const string FindSql = """
        -- accounts.callers.find
        select s.id, s.account_id, a.full_name_sealed, array(
            select distinct p.permission
            from accounts.account_role r
            join accounts.role_permission p on p.role = r.role
            where r.region = a.region and r.account_id = a.id) as permissions, s.expires_at
        from accounts.session s
        join accounts.account a on a.region = s.region and a.id = s.account_id and a.session_epoch = s.epoch
        where s.token_hash = @hash and s.expires_at > now() and a.status <> 'closed'
        """;
}
