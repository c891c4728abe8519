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
        var ids = await read.ListAsync<Guid>(
            TrendingSql, new { category = category ?? 0, limit = Cursor.Limit(limit) });
        return TypedResults.Ok(new Page<ProductCard>(await cards.OfAsync(read, ids), null));
    }

    const string TrendingSql = """
        -- recommendations.get-trending.trending
        select product_id
        from recommendations.trending
        where category = @category
        order by score desc, product_id
        limit @limit
        """;
}
