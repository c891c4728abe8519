using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Search;

/// <summary>Synonyms, the newest first.</summary>
public static class ListSynonyms
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/admin/search/synonyms", Handle)
        .WithName(nameof(ListSynonyms))
        .RequireAccess(Permission.ManageSearch)
        .Refuses(KernelRefusals.MalformedCursor);

    static async Task<Results<Ok<Page<SynonymSet>>, ProblemHttpResult>> Handle(
        int? limit, string? cursor, Database database, CancellationToken stop)
    {
        if (!Cursor.TryReadBefore(cursor, out var before)) return KernelRefusals.MalformedCursor.AsProblem();
        await using var session = await database.ReadFreshAsync(stop);
        var most = Cursor.Limit(limit);
        var rows = await session.ListAsync<SynonymSet>(ListSql, new { before, most = most + 1 });
        return TypedResults.Ok(Cursor.Cut(rows, most, row => row.Id));
    }

    const string ListSql = """
        -- search.list-synonyms.list
        select id, language, words, means, version
        from search.synonym
        where id < @before
        order by id desc
        limit @most
        """;
}
