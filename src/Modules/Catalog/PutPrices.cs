using Feria.Contracts;

namespace Feria.Catalog;

/// <summary>
/// Gives many offers other prices, in the caller's transaction. A list price that is no longer higher goes; a listing
/// that comes again as it was before says its own price anew.
/// </summary>
public static class PutPrices
{
    public sealed record Priced(Guid Offer, long PriceMinor, string Currency);

    /// <param name="prices">One an offer, which exists.</param>
    /// <returns>How many have another price now.</returns>
    public static async Task<int> RunAsync(Tx tx, IReadOnlyCollection<Priced> prices)
    {
        if (prices.Count == 0) return 0;
        var offers = prices.Select(price => price.Offer).ToArray();
        // In the order that listings are locked in; under the locks the prices stand still.
        await tx.ExecuteAsync(LockSql, new { offers });
        var changed = await tx.ListAsync<Changed>(PutSql, new
        {
            offers,
            amounts = prices.Select(price => price.PriceMinor).ToArray(),
            currencies = prices.Select(price => price.Currency).ToArray(),
        });
        foreach (var one in changed)
            tx.Append(new OfferPriced(one.Product, one.Offer, one.PriceMinor, one.Currency));
        return changed.Count;
    }

    sealed record Changed(Guid Product, Guid Offer, long PriceMinor, string Currency);

    const string LockSql = """
        -- catalog.put-prices.lock
        select p.id
        from catalog.product p
        where p.id in (
            select v.product_id
            from catalog.offer o
            join catalog.variant v on v.id = o.variant_id
            where o.id = any(@offers))
        order by p.id
        for update
        """;

    const string PutSql = """
        -- catalog.put-prices.put
        with changed as (
            update catalog.offer o
            set price_minor = s.amount, currency = s.currency, changed_at = now(),
                list_price_minor = case when o.list_price_minor > s.amount then o.list_price_minor end
            from unnest(@offers::uuid[], @amounts::bigint[], @currencies::text[]) as s(id, amount, currency)
            where o.id = any(@offers) and o.id = s.id and (o.price_minor, o.currency) <> (s.amount, s.currency)
            returning o.id, o.variant_id, o.price_minor, o.currency),
        of_products as (
            select v.product_id, c.id, c.price_minor, c.currency
            from changed c
            join catalog.variant v on v.id = c.variant_id),
        told as (
            update catalog.product set import_digest = null, changed_at = now()
            where id in (select product_id from of_products))
        select product_id as product, id as offer, price_minor, currency from of_products order by id
        """;
}
