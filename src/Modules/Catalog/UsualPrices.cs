using Feria.Contracts;

namespace Feria.Catalog;

/// <summary>
/// What is usual to ask for in a category: the median of what the thousand newest products there are offered at, in one
/// currency. So many are looked at however large the category is.
/// </summary>
static class UsualPrices
{
    const int Newest = 1_000;

    public static async Task<IReadOnlyList<UsualPrice>> OfAsync(Session session, Guid[] products)
    {
        var offers = await session.ListAsync<Offered>(OffersSql, new { products });
        var usual = (await session.ListAsync<Usual>(UsualSql, new
        {
            categories = offers.Select(offer => offer.CategoryId).Distinct().ToArray(), Newest,
        })).ToDictionary(one => (one.CategoryId, one.Currency));
        return
        [
            .. from offer in offers
               let among = usual.GetValueOrDefault((offer.CategoryId, offer.Currency))
               where among is not null
               select new UsualPrice(
                   offer.Product, offer.Id, offer.PriceMinor, offer.Currency, offer.Category, among.MedianMinor,
                   among.Among),
        ];
    }

    sealed record Offered(
        Guid Product, Guid Id, long PriceMinor, string Currency, Guid CategoryId, int Category);

    sealed record Usual(Guid CategoryId, string Currency, long MedianMinor, int Among);

    // The category is the one its breadcrumb shows.
    const string OffersSql = """
        -- catalog.usual-prices.offers
        select p.id as product, o.id, o.price_minor, o.currency, c.id as category_id, c.number as category
        from unnest(@products::uuid[]) as p(id)
        cross join lateral (
            select category_id from catalog.product_category where product_id = p.id order by position limit 1) m
        cross join lateral (select id, number from catalog.category where id = m.category_id limit 1) c
        cross join lateral (select id from catalog.variant where product_id = p.id offset 0) v
        cross join lateral (
            select id, price_minor, currency
            from catalog.offer
            where variant_id = v.id and withdrawn_at is null
            offset 0) o
        """;

    const string UsualSql = """
        -- catalog.usual-prices.usual
        select c.id as category_id, o.currency,
            percentile_disc(0.5) within group (order by o.price_minor) as median_minor, count(*)::int as among
        from unnest(@categories::uuid[]) as c(id)
        cross join lateral (
            select product_id
            from catalog.product_category
            where category_id = c.id
            order by product_id desc
            limit @Newest) m
        cross join lateral (select id from catalog.variant where product_id = m.product_id offset 0) v
        cross join lateral (
            select price_minor, currency
            from catalog.offer
            where variant_id = v.id and withdrawn_at is null
            offset 0) o
        group by c.id, o.currency
        """;
}
