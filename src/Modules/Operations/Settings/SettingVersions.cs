namespace Feria.Operations;

/// <summary>The versions of settings as they are kept.</summary>
static class SettingVersions
{
    /// <summary>How many may wait for their time.</summary>
    public const int MostToCome = 10;

    public static Task<IReadOnlyList<SettingVersion>> StandingAsync(Session session, string[] keys) =>
        session.ListAsync<SettingVersion>(StandingSql, new { keys, most = MostToCome + 1 });

    /// <param name="AccountId">Who set it.</param>
    public sealed record Kept(
        string Key, int Version, string? Value, DateTime EffectiveAt, DateTime At, Guid AccountId, string Why,
        int? Undoes);

    /// <summary>The last of each.</summary>
    public static Task<IReadOnlyList<Kept>> LastAsync(Session session, string[] keys) =>
        session.ListAsync<Kept>(LastSql, new { keys });

    /// <summary>Newest first, before a version.</summary>
    public static Task<IReadOnlyList<Kept>> HistoryAsync(Session session, string key, int before, int limit) =>
        session.ListAsync<Kept>(HistorySql, new { key, before, limit });

    // What is in effect, and what comes after it.
    const string StandingSql = """
        -- operations.setting-versions.standing
        select s.key, s.version, s.value::text as value, s.effective_at
        from unnest(@keys::text[]) as k(key)
        cross join lateral (
            select key, version, value, effective_at
            from operations.setting
            where setting.key = k.key
            order by version desc
            limit @most) s
        """;

    const string LastSql = """
        -- operations.setting-versions.last
        select s.key, s.version, s.value::text as value, s.effective_at, s.at, s.account_id, s.why, s.undoes
        from unnest(@keys::text[]) as k(key)
        cross join lateral (
            select key, version, value, effective_at, at, account_id, why, undoes
            from operations.setting
            where setting.key = k.key
            order by version desc
            limit 1) s
        """;

    const string HistorySql = """
        -- operations.setting-versions.history
        select key, version, value::text as value, effective_at, at, account_id, why, undoes
        from operations.setting
        where key = @key and version < @before
        order by version desc
        limit @limit
        """;
}
