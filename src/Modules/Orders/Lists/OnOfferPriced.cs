using Feria.Contracts;

namespace Feria.Orders;

/// <summary>Where an offer costs less than somebody who keeps it was ever told, they are told.</summary>
sealed class OnOfferPriced : Reaction
{
    public override string Name => "orders.on-offer-priced";

    public override IReadOnlyCollection<string> Hears { get; } = [EventKindAttribute.Of(typeof(OfferPriced))];

    public override async Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events)
    {
        var last = events.Select(said => said.As<OfferPriced>()).GroupBy(said => said.Offer)
            .Select(same => same.Last()).ToList();
        var offers = await tx.ListAsync<Guid>(KeptSql, new
        {
            tx.Region,
            offers = last.Select(said => said.Offer).ToArray(),
            prices = last.Select(said => said.PriceMinor).ToArray(),
            currencies = last.Select(said => said.Currency).ToArray(),
        });
        foreach (var offer in offers) tx.Enqueue(TellCheaper.JobName, new TellCheaper.Order(offer), key: $"{offer}");
    }

    const string KeptSql = """
        -- orders.on-offer-priced.kept
        select o.id
        from unnest(@offers::uuid[], @prices::bigint[], @currencies::text[]) as o(id, price, currency)
        cross join lateral (
            select 1
            from orders.list_item
            where region = @Region and offer_id = o.id and currency = o.currency
                and coalesce(told_minor, price_minor) > o.price
            limit 1) k
        """;
}
