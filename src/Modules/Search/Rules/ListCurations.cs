using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Search;

/// <summary>Queries something is done to by hand, the newest first.</summary>
public static class ListCurations
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/admin/search/curations", Handle)
        .WithName(nameof(ListCurations))
        .RequireAccess(Permission.ManageSearch)
        .Refuses(KernelRefusals.MalformedCursor);

    static async Task<Results<Ok<Page<Curation>>, ProblemHttpResult>> Handle(
        int? limit, string? cursor, Database database, CancellationToken stop)
    {
        if (!Cursor.TryReadBefore(cursor, out var before)) return KernelRefusals.MalformedCursor.AsProblem();
        await using var session = await database.ReadFreshAsync(stop);
        var most = Cursor.Limit(limit);
        var rows = await session.ListAsync<CurationBook.Row>(ListSql, new { before, most = most + 1 });
        return TypedResults.Ok(Cursor.Cut([.. rows.Select(row => row.Curation())], most, row => row.Id));
    }

    const string ListSql = $"""
        -- search.list-curations.list
        select {CurationBook.Columns}
        from search.curation c
        where c.id < @before
        order by c.id desc
        limit @most
        """;
}
