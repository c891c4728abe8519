using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Recommendations;

/// <summary>Products people look at and buy most these days, in all or in one category, best first.</summary>
public static class GetTrending
{
    static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/trending", Handle)
        .WithName(nameof(GetTrending))
        .AllowAnyone();

    static async Task<Tagged<Page<ProductCard>>> Handle(
        [Range(0, int.MaxValue)] int? category, [Range(1, Cursor.MaxLimit)] int? limit,
        Cache cache, ProductCards cards, CancellationToken stop) =>
        new((await CardsAsync(cache, cards, category ?? 0, Cursor.Limit(limit), stop)).Json);

    /// <summary>The best of a category, by its number; of all for 0.</summary>
    public static async Task<Cache.Copy<Page<ProductCard>>> CardsAsync(
        Cache cache, ProductCards cards, int category, int limit, CancellationToken stop) =>
        (await cache.GetAsync($"trending:{category}:{limit}", Fresh, async session =>
        {
            var found = await ReadAsync(session, cards, category, limit);
            return new Cache.Filled<Page<ProductCard>>(new(found, null), found.Select(card => card.Id));
        }, stop))!;

    /// <summary>The same, read now.</summary>
    public static async Task<IReadOnlyList<ProductCard>> ReadAsync(
        Session session, ProductCards cards, int category, int limit) =>
        await cards.OfAsync(session, await session.ListAsync<Guid>(TrendingSql, new { category, limit }));

    /// <summary>The very best of each category by its number, read now; without those that have none.</summary>
    public static async Task<IReadOnlyDictionary<int, ProductCard>> FirstsAsync(
        Session session, ProductCards cards, int[] categories)
    {
        var firsts = await session.ListAsync<First>(FirstsSql, new { categories });
        var known = (await cards.OfAsync(session, [.. firsts.Select(first => first.Product).Distinct()]))
            .ToDictionary(card => card.Id);
        return firsts
            .Where(first => known.ContainsKey(first.Product))
            .ToDictionary(first => first.Category, first => known[first.Product]);
    }

    sealed record First(int Category, Guid Product);

    const string TrendingSql = """
        -- recommendations.get-trending.trending
        select product_id
        from recommendations.trending
        where category = @category
        order by score desc, product_id
        limit @limit
        """;

    const string FirstsSql = """
        -- recommendations.get-trending.firsts
        select c.number as category, best.product_id as product
        from unnest(@categories::int[]) as c(number)
        cross join lateral (
            select product_id
            from recommendations.trending
            where category = c.number
            order by score desc, product_id
            limit 1) best
        """;
}
