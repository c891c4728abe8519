using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Search;

/// <summary>Judges a product as a result of a query, or takes that back.</summary>
public static class PutJudgement
{
    public const int Most = 100_000;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/admin/search/judgements", Handle)
        .WithName(nameof(PutJudgement))
        .RequireAccess(Permission.ManageSearch)
        .Refuses(Refusals.QueryEmpty, Refusals.ProductNotIndexed, Refusals.TooManyRules)
        .WithExample(new Body("desk lamp", Guid.Empty, 3));

    /// <param name="Grade">0 nothing to do with it, 1 a little, 2 good, 3 the very thing; left out, none.</param>
    public sealed record Body([Required, OneLine(200)] string Query, Guid Product, [Range(0, 3)] int? Grade);

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Body body, Database database, CancellationToken stop)
    {
        var normal = Curation.NormalOf(body.Query);
        if (normal.Length == 0) return Refusals.QueryEmpty.AsProblem();
        await using var tx = await database.WriteAsync(stop);
        await AloneAsync(tx);
        if (!await tx.OneAsync<bool>(KnownSql, new { body.Product })) return Refusals.ProductNotIndexed.AsProblem();
        var before = await tx.OneOrNullAsync<short?>(BeforeSql, new { normal, body.Product });
        if (body.Grade is not null && before is null && await CountAsync(tx) >= Most)
            return Refusals.TooManyRules.AsProblem();
        await tx.ExecuteAsync(body.Grade is null ? GoneSql : PutSql, new
        {
            normal, body.Product, query = body.Query.Trim(), body.Grade,
        });
        tx.Audit("search.judgement", $"{normal} {body.Product}", before is null ? null : new { grade = before },
            body.Grade is null ? null : new { grade = body.Grade });
        return await tx.CommitAsync(TypedResults.NoContent());
    }

    /// <summary>Judgements are counted one after the other.</summary>
    internal static Task AloneAsync(Tx tx) => tx.ExecuteAsync(AloneSql);

    internal static Task<long> CountAsync(Session session) => session.OneAsync<long>(CountSql);

    const string AloneSql = """
        -- search.put-judgement.alone
        select pg_advisory_xact_lock(hashtextextended('search.judgement', 0))
        """;

    const string CountSql = """
        -- search.put-judgement.count
        select count(*) from search.judgement
        """;

    const string KnownSql = """
        -- search.put-judgement.known
        select exists (select from search.card where product_id = @Product)
        """;

    const string BeforeSql = """
        -- search.put-judgement.before
        select grade from search.judgement where normal = @normal and product_id = @Product
        """;

    const string GoneSql = """
        -- search.put-judgement.gone
        delete from search.judgement where normal = @normal and product_id = @Product
        """;

    const string PutSql = """
        -- search.put-judgement.put
        insert into search.judgement (normal, product_id, query, grade)
        values (@normal, @Product, @query, @Grade)
        on conflict (normal, product_id) do update set grade = excluded.grade, query = excluded.query
        """;
}
