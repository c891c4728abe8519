using Feria.Contracts;

namespace Feria.Recommendations;

/// <summary>Whose searches are remembered, and what was searched for, for other modules.</summary>
sealed class SearchHistory : ISearchesDone
{
    /// <summary>By what a person is noted who wants nothing remembered; null for nobody.</summary>
    public static byte[]? OwnerOf(Guid? account, byte[]? guest) =>
        account is { } id ? id.ToByteArray(bigEndian: true) : guest;

    /// <summary>Those of the owners who want nothing remembered.</summary>
    public static Task<IReadOnlyList<byte[]>> OffAsync(Session session, byte[][] owners) =>
        session.ListAsync<byte[]>(OffSql, new { owners });

    /// <summary>Searches stay as sums; that it was these people is forgotten.</summary>
    /// <param name="query">Null for all of them.</param>
    public static Task<int> ForgetAsync(Tx tx, Caller caller, string? query) => tx.ExecuteAsync(
        caller.Account is null ? ForgetVisitorSql : ForgetAccountSql, new { caller.Account, caller.Guest, query });

    public Task<IReadOnlyList<SearchesOfTerm>> WrittenAsync(Session session, DateTime since, DateTime until) =>
        session.ListAsync<SearchesOfTerm>(WrittenSql, new { since, until });

    public async Task<IReadOnlyList<SearchDone>> LatelyAsync(Session session, Caller caller, int most) =>
        caller is { Account: null, Guest: null } ? [] : await session.ListAsync<SearchDone>(
            caller.Account is null ? LatelyOfVisitorSql : LatelyOfAccountSql,
            new { caller.Account, caller.Guest, most });

    // The last 300 bound the work however long somebody has been with us.
    const string LatelyOfAccountSql = """
        -- recommendations.search-history.lately-of-account
        select (array_agg(query order by at desc))[1] as query, max(at) as at,
            (array_agg(found order by at desc) filter (where found is not null))[1] as found
        from (
            select query, at, found
            from recommendations.behaviour
            where account_id = @Account and kind = 'search' and query is not null
            order by at desc
            limit 300) last
        group by lower(query)
        order by max(at) desc
        limit @most
        """;

    const string LatelyOfVisitorSql = """
        -- recommendations.search-history.lately-of-visitor
        select (array_agg(query order by at desc))[1] as query, max(at) as at,
            (array_agg(found order by at desc) filter (where found is not null))[1] as found
        from (
            select query, at, found
            from recommendations.behaviour
            where visitor = @Guest and kind = 'search' and query is not null
            order by at desc
            limit 300) last
        group by lower(query)
        order by max(at) desc
        limit @most
        """;

    const string OffSql = """
        -- recommendations.search-history.off
        select owner from recommendations.search_history_off where owner = any(@owners)
        """;

    const string ForgetAccountSql = """
        -- recommendations.search-history.forget-account
        update recommendations.behaviour
        set account_id = null
        where account_id = @Account and query is not null and (@query::text is null or lower(query) = lower(@query))
        """;

    const string ForgetVisitorSql = """
        -- recommendations.search-history.forget-visitor
        update recommendations.behaviour
        set visitor = null
        where visitor = @Guest and query is not null and (@query::text is null or lower(query) = lower(@query))
        """;

    const string WrittenSql = """
        -- recommendations.search-history.written
        select date_trunc('day', at, 'UTC') as day, coalesce(language, '') as language, lower(query) as query,
            count(*) filter (where kind = 'search') as searches,
            count(*) filter (where kind = 'search' and found = 0) as empty,
            (array_agg(found order by at desc) filter (where kind = 'search' and found is not null))[1] as found,
            count(*) filter (where kind = 'click') as clicks,
            max(at) as last_at,
            coalesce(array_agg(distinct hashtextextended(
                coalesce(account_id::text, encode(visitor, 'hex')), 0)) filter (
                    where kind = 'search' and (account_id is not null or visitor is not null)), '{}') as searchers
        from recommendations.behaviour
        where noted_at > @since and noted_at <= @until and kind in ('search', 'click') and query is not null
        group by 1, 2, 3
        """;
}
