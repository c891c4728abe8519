using Feria.Contracts;

namespace Feria.Catalog;

/// <summary>
/// Gives many offers other prices, in the caller's transaction. A list price that is no longer higher goes; a listing
/// that comes again as it was before says its own price anew.
/// </summary>
public static class PutPrices
{
    /// <param name="SaysList">Whether the list price is said too; else it stays while it is higher.</param>
    public sealed record Priced(
        Guid Offer, long PriceMinor, string Currency, long? ListPriceMinor = null, bool SaysList = false);

    /// <param name="prices">One an offer, which exists.</param>
    /// <param name="arePassing">
    /// Whether they come and go by the clock: then the listing that comes again as it was is no news.
    /// </param>
    /// <returns>How many have another price now.</returns>
    public static async Task<int> RunAsync(Tx tx, IReadOnlyCollection<Priced> prices, bool arePassing = false)
    {
        if (prices.Count == 0) return 0;
        var offers = prices.Select(price => price.Offer).ToArray();
        await LockAsync(tx, offers);
        var changed = await tx.ListAsync<Changed>(PutSql, new
        {
            offers,
            amounts = prices.Select(price => price.PriceMinor).ToArray(),
            currencies = prices.Select(price => price.Currency).ToArray(),
            lists = prices.Select(price => price.ListPriceMinor).ToArray(),
            saysList = prices.Select(price => price.SaysList).ToArray(),
            arePassing,
        });
        foreach (var one in changed)
            tx.Append(new OfferPriced(one.Product, one.Offer, one.PriceMinor, one.Currency));
        return changed.Count;
    }

    /// <summary>In the order that listings are locked in; under the locks the prices stand still.</summary>
    internal static Task LockAsync(Tx tx, Guid[] offers) => tx.ExecuteAsync(LockSql, new { offers });

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
                list_price_minor = case when s.list > s.amount then s.list end
            from (
                select s.id, s.amount, s.currency, case when s.says_list then s.list else f.list_price_minor end as list
                from unnest(@offers::uuid[], @amounts::bigint[], @currencies::text[], @lists::bigint[],
                        @saysList::boolean[]) as s(id, amount, currency, list, says_list)
                join catalog.offer f on f.id = s.id) s
            where o.id = any(@offers) and o.id = s.id and (
                (o.price_minor, o.currency) <> (s.amount, s.currency)
                or o.list_price_minor is distinct from case when s.list > s.amount then s.list end)
            returning o.id, o.variant_id, o.price_minor, o.currency),
        of_products as (
            select v.product_id, c.id, c.price_minor, c.currency
            from changed c
            join catalog.variant v on v.id = c.variant_id),
        told as (
            update catalog.product
            set import_digest = case when @arePassing then import_digest end, changed_at = now()
            where id in (select product_id from of_products))
        select product_id as product, id as offer, price_minor, currency from of_products order by id
        """;
}
