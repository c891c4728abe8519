using Feria.Contracts;

namespace Feria.Community;

/// <summary>Rating summaries for other modules.</summary>
sealed class Ratings : IRatings
{
    public Task<IReadOnlyList<Rating>> OfAsync(Session session, Guid[] products) =>
        session.ListAsync<Rating>(OfProductsSql, new { products });

    public Task<IReadOnlyList<StoreRating>> OfStoresAsync(Session session, Guid[] stores) =>
        session.ListAsync<StoreRating>(OfStoresSql, new { stores });

    public Task<IReadOnlyList<ReviewsOfDay>> ByDayAsync(
        Session session, Guid store, Guid? product, DateTime from, DateTime until) =>
        session.ListAsync<ReviewsOfDay>(
            product is null ? ByDaySql : OfProductByDaySql, new { store, product, from, until });

    public Task<IReadOnlyList<ReviewsOfProduct>> ByProductAsync(
        Session session, Guid store, Guid[] products, DateTime from, DateTime until) =>
        session.ListAsync<ReviewsOfProduct>(ByProductSql, new { store, products, from, until });

    const string ByDaySql = """
        -- community.ratings.by-day
        select date_trunc('day', posted_at, 'UTC') as day, count(*)::int as reviews, sum(rating)::bigint as stars
        from community.review
        where store_id = @store and posted_at >= @from and posted_at < @until and removed_at is null
        group by 1
        """;

    const string OfProductByDaySql = """
        -- community.ratings.of-product-by-day
        select date_trunc('day', posted_at, 'UTC') as day, count(*)::int as reviews, sum(rating)::bigint as stars
        from community.review
        where product_id = @product and posted_at >= @from and posted_at < @until and store_id = @store
            and removed_at is null
        group by 1
        """;

    const string ByProductSql = """
        -- community.ratings.by-product
        select p.id as product, r.reviews, r.stars
        from unnest(@products::uuid[]) as p(id)
        cross join lateral (
            select count(*)::int as reviews, sum(rating)::bigint as stars
            from community.review
            where product_id = p.id and posted_at >= @from and posted_at < @until and store_id = @store
                and removed_at is null
            having count(*) > 0) r
        """;

    const string OfProductsSql = """
        -- community.ratings.of-products
        select product_id as product, mean_hundredths, count
        from community.rating
        where product_id = any(@products) and count > 0
        """;

    const string OfStoresSql = """
        -- community.ratings.of-stores
        select store_id as store, ((stars * 200 / count + 1) / 2)::int as mean_hundredths, count
        from community.store_rating
        where store_id = any(@stores) and count > 0
        """;
}
