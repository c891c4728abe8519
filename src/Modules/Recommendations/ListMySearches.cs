using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Recommendations;

/// <summary>What the caller searched for, newest first, each once; empty for a visitor we do not know.</summary>
public static class ListMySearches
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/me/searches", Handle)
        .WithName(nameof(ListMySearches))
        .AllowAnyone();

    /// <param name="Remembered">Whether searches are remembered at all.</param>
    public sealed record Answer(IReadOnlyList<Search> Items, bool Remembered);

    public sealed record Search(string Query, DateTime At);

    static async Task<Ok<Answer>> Handle(
        [Range(1, Cursor.MaxLimit)] int? limit, Caller caller, Database db, CancellationToken stop)
    {
        if (SearchHistory.OwnerOf(caller.Account, caller.Guest) is not { } owner)
            return TypedResults.Ok(new Answer([], true));
        await using var session = await db.ReadFreshAsync(stop);
        var isOff = (await SearchHistory.OffAsync(session, [owner])).Count > 0;
        var items = await session.ListAsync<Search>(
            caller.Account is null ? OfVisitorSql : OfAccountSql,
            new { caller.Account, caller.Guest, limit = Cursor.Limit(limit) });
        return TypedResults.Ok(new Answer(items, !isOff));
    }

    // The last 300 bound the work however long somebody has been with us.
    const string OfAccountSql = """
        -- recommendations.list-my-searches.of-account
        select (array_agg(query order by at desc))[1] as query, max(at) as at
        from (
            select query, at
            from recommendations.behaviour
            where account_id = @Account and kind = 'search' and query is not null
            order by at desc
            limit 300) last
        group by lower(query)
        order by max(at) desc
        limit @limit
        """;

    const string OfVisitorSql = """
        -- recommendations.list-my-searches.of-visitor
        select (array_agg(query order by at desc))[1] as query, max(at) as at
        from (
            select query, at
            from recommendations.behaviour
            where visitor = @Guest and kind = 'search' and query is not null
            order by at desc
            limit 300) last
        group by lower(query)
        order by max(at) desc
        limit @limit
        """;
}
