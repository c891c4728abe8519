using Feria.Contracts;

namespace Feria.Community;

/// <summary>
/// Counts ratings anew from the reviews of some products and of the stores that sold them. Counting instead of adding
/// makes it safe to repeat: a replayed event changes nothing.
/// </summary>
static class Summaries
{
    public static async Task RefreshAsync(Tx tx, Guid[] products)
    {
        await RefreshProductsAsync(tx, products);
        await RefreshStoresAsync(tx, [.. await tx.ListAsync<Guid>(StoresSql, new { products })]);
    }

    public static async Task RefreshProductsAsync(Tx tx, Guid[] products)
    {
        // Rows are locked before counting, so that two refreshes of one subject cannot store the older count last.
        await tx.ExecuteAsync(LockProductsSql, new { products });
        foreach (var product in await tx.ListAsync<Guid>(CountProductsSql, new { products }))
            tx.Append(new RatingChanged(product));
    }

    public static async Task RefreshStoresAsync(Tx tx, Guid[] stores)
    {
        await tx.ExecuteAsync(LockStoresSql, new { stores });
        await tx.ExecuteAsync(CountStoresSql, new { stores });
    }

    const string LockProductsSql = """
        -- community.summaries.lock-products
        insert into community.rating (product_id, ones, twos, threes, fours, fives)
        select product_id, 0, 0, 0, 0, 0 from unnest(@products::uuid[]) as p(product_id)
        order by product_id
        on conflict (product_id) do update set ones = rating.ones
        """;

    const string CountProductsSql = """
        -- community.summaries.count-products
        update community.rating r
        set ones = c.ones, twos = c.twos, threes = c.threes, fours = c.fours, fives = c.fives
        from (
            select p.product_id,
                count(*) filter (where v.rating = 1) as ones, count(*) filter (where v.rating = 2) as twos,
                count(*) filter (where v.rating = 3) as threes, count(*) filter (where v.rating = 4) as fours,
                count(*) filter (where v.rating = 5) as fives
            from unnest(@products::uuid[]) as p(product_id)
            left join community.review v on v.product_id = p.product_id and v.removed_at is null
            group by p.product_id
        ) c
        where r.product_id = c.product_id
            and (r.ones, r.twos, r.threes, r.fours, r.fives)
                is distinct from (c.ones, c.twos, c.threes, c.fours, c.fives)
        returning r.product_id
        """;

    const string StoresSql = """
        -- community.summaries.stores
        select distinct store_id from community.review where product_id = any(@products) and store_id is not null
        """;

    const string LockStoresSql = """
        -- community.summaries.lock-stores
        insert into community.store_rating (store_id, count, stars)
        select store_id, 0, 0 from unnest(@stores::uuid[]) as s(store_id)
        order by store_id
        on conflict (store_id) do update set count = store_rating.count
        """;

    const string CountStoresSql = """
        -- community.summaries.count-stores
        update community.store_rating s
        set count = c.count, stars = c.stars
        from (
            select s.store_id, count(v.rating) as count, coalesce(sum(v.rating), 0) as stars
            from unnest(@stores::uuid[]) as s(store_id)
            left join community.review v on v.store_id = s.store_id and v.removed_at is null
            group by s.store_id
        ) c
        where s.store_id = c.store_id and (s.count, s.stars) is distinct from (c.count, c.stars)
        """;
}
