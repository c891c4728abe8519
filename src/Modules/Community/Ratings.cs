using Feria.Contracts;

namespace Feria.Community;

/// <summary>Rating summaries for other modules.</summary>
sealed class Ratings : IRatings
{
    public Task<IReadOnlyList<Rating>> OfAsync(Session session, Guid[] products) =>
        session.ListAsync<Rating>(OfProductsSql, new { products });

    public Task<IReadOnlyList<StoreRating>> OfStoresAsync(Session session, Guid[] stores) =>
        session.ListAsync<StoreRating>(OfStoresSql, new { stores });

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
