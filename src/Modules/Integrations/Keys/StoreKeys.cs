namespace Feria.Integrations;

/// <summary>
/// Answers which key a token is: from a copy as long as nothing was heard of a change, else by one indexed look at the
/// primary, as with sessions. A revoked key is heard of by every process.
/// </summary>
sealed class StoreKeys(Cache cache, News news, NoteUse use, TimeProvider clock) : ICallers
{
    static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);

    public bool Takes(string token) => token.StartsWith(CallerKey.Prefix, StringComparison.Ordinal);

    public async Task<Caller?> OfTokenAsync(string token, CancellationToken stop)
    {
        var hash = Token.Hash(token);
        // Where this process does not hear, it would not hear of a revocation either.
        var copy = await cache.GetAsync(
            $"key:{Convert.ToHexStringLower(hash)}", news.IsCurrent ? Fresh : TimeSpan.Zero,
            session => FindAsync(session, hash), stop, onPrimary: true);
        if (copy?.Value is not { } found || found.EndsAt <= clock.GetUtcNow().UtcDateTime) return null;
        use.Saw(found.Id);
        return new Caller { Key = new(found.Id, found.StoreId, found.Scopes.ToHashSet()) };
    }

    static async Task<Cache.Filled<Found>> FindAsync(Session session, byte[] hash)
    {
        var found = await session.OneOrNullAsync<Found>(FindSql, new { hash });
        return new(found, found is null ? [] : [found.Id]);
    }

    internal sealed record Found(Guid Id, Guid StoreId, string[] Scopes, DateTime? EndsAt);

    const string FindSql = """
        -- integrations.store-keys.find
        select id, store_id, scopes, ends_at
        from integrations.api_key
        where token_hash = @hash and revoked_at is null
        """;
}
