using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Search;

/// <summary>What is done to a query by hand, with what its products are called.</summary>
public static class GetCuration
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/admin/search/curations/{curation:guid}", Handle)
        .WithName(nameof(GetCuration))
        .RequireAccess(Permission.ManageSearch)
        .Refuses(Refusals.CurationNotFound);

    /// <param name="Products">Those that are in the index; one that is not there is skipped by searches.</param>
    public sealed record Answer(Curation Curation, IReadOnlyList<Named> Products);

    public sealed record Named(Guid Product, string Slug, string Title);

    static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        Guid curation, Database database, CancellationToken stop)
    {
        await using var session = await database.ReadFreshAsync(stop);
        if (await CurationBook.FindAsync(session, curation) is not { } found)
            return Refusals.CurationNotFound.AsProblem();
        var products = await session.ListAsync<Named>(
            NamedSql, new { products = found.Pins.Concat(found.Hidden).ToArray() });
        return TypedResults.Ok(new Answer(found, products));
    }

    const string NamedSql = """
        -- search.get-curation.named
        select product_id as product, slug, title from search.card where product_id = any(@products)
        """;
}
