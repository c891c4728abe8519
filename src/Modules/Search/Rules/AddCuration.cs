using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Search;

/// <summary>
/// Pins results to a query, hides some from it, or leads it to another page; within a second everywhere.
/// </summary>
public static class AddCuration
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/admin/search/curations", Handle)
        .WithName(nameof(AddCuration))
        .RequireAccess(Permission.ManageSearch)
        .Refuses(
            Refusals.QueryEmpty, Refusals.RedirectElsewhere, Refusals.CurationSaysNothing,
            Refusals.CurationTimesWrong, Refusals.CurationTaken, Refusals.ProductsUnknown, Refusals.TooManyRules)
        .WithExample(new Curation.Body { Query = "returns", Redirect = "/orders" });

    static async Task<Results<Created<Curation>, ProblemHttpResult>> Handle(
        Curation.Body body, Database database, CancellationToken stop)
    {
        if (body.Refuse() is { } refusal) return refusal.AsProblem();
        await using var tx = await database.WriteAsync(stop);
        // Counted one after the other.
        await tx.ExecuteAsync(AloneSql);
        if (await tx.OneAsync<long>(CountSql) >= Curation.Most) return Refusals.TooManyRules.AsProblem();
        if ((await CurationBook.UnknownAsync(tx, body)).Count > 0) return Refusals.ProductsUnknown.AsProblem();
        var id = Id.New();
        await tx.ExecuteAsync(MakeSql, new
        {
            id, body.Language, query = body.Query.Trim(), normal = Curation.NormalOf(body.Query),
            redirect = body.Redirect is { Length: > 0 } ? body.Redirect : null,
            startsAt = body.StartsAt?.InUtc(), endsAt = body.EndsAt?.InUtc(),
        });
        await CurationBook.WriteProductsAsync(tx, id, body);
        var made = (await CurationBook.FindAsync(tx, id))!;
        SynonymSet.Tell(tx, id);
        tx.Audit("search.curation", id, null, made);
        return await tx.CommitAsync(TypedResults.Created($"/api/v1/admin/search/curations/{id}", made));
    }

    const string AloneSql = """
        -- search.add-curation.alone
        select pg_advisory_xact_lock(hashtextextended('search.curation', 0))
        """;

    const string CountSql = """
        -- search.add-curation.count
        select count(*) from search.curation
        """;

    const string MakeSql = """
        -- search.add-curation.make
        insert into search.curation (id, language, query, normal, redirect, starts_at, ends_at)
        values (@id, @Language, @query, @normal, @redirect, @startsAt, @endsAt)
        """;
}
