using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Search;

/// <summary>Changes what is done to a query by hand, whole: from the version that was seen.</summary>
public static class PutCuration
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/admin/search/curations/{curation:guid}", Handle)
        .WithName(nameof(PutCuration))
        .RequireAccess(Permission.ManageSearch)
        .Refuses(
            Refusals.QueryEmpty, Refusals.RedirectElsewhere, Refusals.CurationSaysNothing,
            Refusals.CurationTimesWrong, Refusals.CurationTaken, Refusals.ProductsUnknown,
            Refusals.CurationNotFound, Refusals.RuleChanged)
        .WithExample(new Curation.Body { Query = "returns", Redirect = "/orders", Version = 1 });

    static async Task<Results<Ok<Curation>, ProblemHttpResult>> Handle(
        Guid curation, Curation.Body body, Database database, CancellationToken stop)
    {
        if (body.Refuse() is { } refusal) return refusal.AsProblem();
        await using var tx = await database.WriteAsync(stop);
        if (await HoldAsync(tx, curation, body.Version) is { } no) return no.AsProblem();
        var old = (await CurationBook.FindAsync(tx, curation))!;
        if ((await CurationBook.UnknownAsync(tx, body)).Count > 0) return Refusals.ProductsUnknown.AsProblem();
        await tx.ExecuteAsync(ClearSql, new { curation });
        await tx.ExecuteAsync(PutSql, new
        {
            curation, body.Language, query = body.Query.Trim(), normal = Curation.NormalOf(body.Query),
            redirect = body.Redirect is { Length: > 0 } ? body.Redirect : null,
            startsAt = body.StartsAt?.InUtc(), endsAt = body.EndsAt?.InUtc(),
        });
        await CurationBook.WriteProductsAsync(tx, curation, body);
        var now = (await CurationBook.FindAsync(tx, curation))!;
        SynonymSet.Tell(tx, curation);
        tx.Audit("search.curation", curation, old, now);
        return await tx.CommitAsync(TypedResults.Ok(now));
    }

    internal static async Task<Refusal?> HoldAsync(Tx tx, Guid curation, int? version) =>
        await tx.OneOrNullAsync<int?>(HoldSql, new { curation }) switch
        {
            null => Refusals.CurationNotFound,
            var now when now != version => Refusals.RuleChanged.With("version", now),
            _ => null,
        };

    const string HoldSql = """
        -- search.put-curation.hold
        select version from search.curation where id = @curation for update
        """;

    const string ClearSql = """
        -- search.put-curation.clear
        delete from search.curated_product where curation_id = @curation
        """;

    const string PutSql = """
        -- search.put-curation.put
        update search.curation
        set language = @Language, query = @query, normal = @normal, redirect = @redirect, starts_at = @startsAt,
            ends_at = @endsAt, version = version + 1
        where id = @curation
        """;
}
