using System.Text.Json;
using Feria.Contracts;

namespace Feria.Orders;

/// <summary>
/// Tells those who keep an offer that it costs less than they were ever told, each price once: the price they are told
/// is kept in the transaction that posts the notice.
/// </summary>
sealed class TellCheaper(Database database, IOfferBook offers, IStoreBook stores, INoticeBoard notices) : Job
{
    public const string JobName = "orders.tell-cheaper";

    const int AtMost = 200;

    public sealed record Order(Guid Offer);

    public override string Name => JobName;

    public override async Task RunAsync(JsonElement body, CancellationToken stop)
    {
        var offer = body.Deserialize<Order>(Json.Options)!.Offer;
        while (await TellAsync(offer, stop) == AtMost) { }
    }

    async Task<int> TellAsync(Guid offer, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        // As it is now: what was dearer again meanwhile is no news.
        if ((await offers.TermsAsync(tx, [offer])).SingleOrDefault() is not { Listed: true } now) return 0;
        if ((await stores.SignsAsync(tx, [now.Store])).Single() is not { Open: true } store) return 0;
        var told = await tx.ListAsync<Guid>(TellSql, new { tx.Region, offer, now.PriceMinor, now.Currency, AtMost });
        if (told.Count == 0) return 0;
        await notices.PostAsync(tx,
        [
            .. told.Distinct().Select(account => new Contracts.Notice(
                account, NoticeTopic.Prices, "price-dropped",
                new Dictionary<string, string> { ["title"] = now.Title, ["store"] = store.Name },
                $"/product/{now.Slug}?variant={now.Variant}", $"price-dropped {offer} {now.PriceMinor}")),
        ]);
        await tx.CommitAsync();
        return told.Count;
    }

    // It waits for whoever has one just now: what it passed over would not be told of this price.
    const string TellSql = """
        -- orders.tell-cheaper.tell
        with kept as (
            select region, list_id, offer_id
            from orders.list_item
            where region = @Region and offer_id = @offer and currency = @Currency
                and coalesce(told_minor, price_minor) > @PriceMinor
            order by list_id
            limit @AtMost
            for update)
        update orders.list_item i
        set told_minor = @PriceMinor
        from kept k, orders.list l
        where i.region = k.region and i.list_id = k.list_id and i.offer_id = k.offer_id
            and l.region = k.region and l.id = k.list_id
        returning l.account_id
        """;
}
