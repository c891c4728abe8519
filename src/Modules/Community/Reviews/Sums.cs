using Feria.Contracts;

namespace Feria.Community;

/// <summary>
/// Moves the ratings of a product and of the store that sold it, in the transaction that writes the review: whoever
/// sees the one sees the other. The product's row is locked first, then the store's.
/// </summary>
static class Sums
{
    /// <param name="from">The stars taken back; null where there were none.</param>
    /// <param name="to">The stars given; null where the review goes.</param>
    public static async Task MoveAsync(Tx tx, Guid product, Guid? store, int? from, int? to)
    {
        if (from == to) return;
        int Change(int stars) => (to == stars ? 1 : 0) - (from == stars ? 1 : 0);
        await tx.ExecuteAsync(ProductSql, new
        {
            product, ones = Change(1), twos = Change(2), threes = Change(3), fours = Change(4), fives = Change(5),
        });
        if (store is not null)
            await tx.ExecuteAsync(StoreSql, new
            {
                store,
                count = (to is null ? 0 : 1) - (from is null ? 0 : 1),
                stars = (to ?? 0) - (from ?? 0),
            });
        tx.Append(new RatingChanged(product));
    }

    const string ProductSql = """
        -- community.sums.product
        insert into community.rating (product_id, ones, twos, threes, fours, fives)
        values (@product, @ones, @twos, @threes, @fours, @fives)
        on conflict (product_id) do update
            set ones = rating.ones + excluded.ones, twos = rating.twos + excluded.twos,
                threes = rating.threes + excluded.threes, fours = rating.fours + excluded.fours,
                fives = rating.fives + excluded.fives
        """;

    const string StoreSql = """
        -- community.sums.store
        insert into community.store_rating (store_id, count, stars)
        values (@store, @count, @stars)
        on conflict (store_id) do update
            set count = store_rating.count + excluded.count, stars = store_rating.stars + excluded.stars
        """;
}
