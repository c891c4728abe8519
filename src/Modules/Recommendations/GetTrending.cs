using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Recommendations;

/// <summary>Products people look at and buy most these days, in all or in one category, best first.</summary>
public static class GetTrending
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/trending", Handle)
        .WithName(nameof(GetTrending))
        .AllowAnyone();

    public static async Task<Ok<Page<ProductCard>>> Handle(
        [Range(0, int.MaxValue)] int? category, [Range(1, Cursor.MaxLimit)] int? limit,
        Database db, ProductCards cards, CancellationToken stop)
    {
        await using var read = await db.ReadAsync(stop);
        return TypedResults.Ok(new Page<ProductCard>(
            await CardsAsync(read, cards, category ?? 0, Cursor.Limit(limit)), null));
    }

    /// <summary>The best of a category, by its number; of all for 0.</summary>
    public static async Task<IReadOnlyList<ProductCard>> CardsAsync(
        Session read, ProductCards cards, int category, int limit) =>
        await cards.OfAsync(read, await read.ListAsync<Guid>(TrendingSql, new { category, limit }));

    const string TrendingSql = """
        -- recommendations.get-trending.trending
        select product_id
        from recommendations.trending
        where category = @category
        order by score desc, product_id
        limit @limit
        """;
}
