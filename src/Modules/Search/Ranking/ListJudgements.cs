using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Search;

/// <summary>What was judged of one query's results; without a query, the queries that were judged.</summary>
public static class ListJudgements
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/admin/search/judgements", Handle)
        .WithName(nameof(ListJudgements))
        .RequireAccess(Permission.ManageSearch)
        .Refuses(KernelRefusals.MalformedCursor);

    /// <param name="Product">Null in the list of queries.</param>
    /// <param name="Grade">0 nothing to do with it, 1 a little, 2 good, 3 the very thing.</param>
    public sealed record Judgement(string Query, string Normal, Guid? Product, string? Title, int Grade, int Judged);

    static async Task<Results<Ok<Page<Judgement>>, ProblemHttpResult>> Handle(
        [StringLength(200)] string? q, int? limit, string? cursor, Database database, CancellationToken stop)
    {
        if (!Cursor.TryRead<After>(cursor, out var after) || after is { Normal: null })
            return KernelRefusals.MalformedCursor.AsProblem();
        await using var session = await database.ReadFreshAsync(stop);
        var most = Cursor.Limit(limit);
        var rows = await session.ListAsync<Judgement>(string.IsNullOrWhiteSpace(q) ? QueriesSql : OfSql, new
        {
            normal = Curation.NormalOf(q ?? ""), after = after?.Normal ?? "", product = after?.Product ?? Guid.Empty,
            most = most + 1,
        });
        return TypedResults.Ok(Cursor.Cut(rows, most, row => new After(row.Normal, row.Product)));
    }

    sealed record After(string Normal, Guid? Product);

    // The next query is looked up from the one before, not sorted out of all judgements.
    const string QueriesSql = """
        -- search.list-judgements.queries
        with recursive walk as (
            (select normal, 1 as n from search.judgement where normal > @after order by normal limit 1)
            union all
            select (
                select j.normal from search.judgement j where j.normal > w.normal order by j.normal limit 1), w.n + 1
            from walk w
            where w.normal is not null and w.n < @most
        )
        select j.query, w.normal, null::uuid as product, null::text as title, 0 as grade,
            (select count(*)::int from search.judgement c where c.normal = w.normal) as judged
        from walk w
        cross join lateral (select query from search.judgement where normal = w.normal limit 1) j
        where w.normal is not null
        order by w.normal
        """;

    const string OfSql = """
        -- search.list-judgements.of
        select j.query, j.normal, j.product_id as product, c.title, j.grade::int as grade, 1 as judged
        from search.judgement j
        left join search.card c on c.product_id = j.product_id
        where j.normal = @normal and j.product_id > @product
        order by j.product_id
        limit @most
        """;
}
