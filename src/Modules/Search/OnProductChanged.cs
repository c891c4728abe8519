using Feria.Contracts;

namespace Feria.Search;

/// <summary>Whatever changed about products, their documents are written anew.</summary>
public sealed class OnProductChanged(Indexer indexer) : Reaction
{
    public override string Name => "search.on-product-changed";

    public override IReadOnlyCollection<string> Hears { get; } =
    [
        EventKindAttribute.Of(typeof(ProductPut)),
        EventKindAttribute.Of(typeof(OfferPriced)),
        EventKindAttribute.Of(typeof(RatingChanged)),
        EventKindAttribute.Of(typeof(AvailabilityChanged)),
        EventKindAttribute.Of(typeof(OrderConfirmed)),
        EventKindAttribute.Of(typeof(CategoriesChanged)),
    ];

    public override async Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events)
    {
        var byKind = events.ToLookup(said => said.Kind);
        IEnumerable<LoggedEvent> Of<T>() => byKind[EventKindAttribute.Of(typeof(T))];

        var changed = new HashSet<Guid>();
        foreach (var said in Of<ProductPut>().Concat(Of<OfferPriced>()).Concat(Of<RatingChanged>())) changed.Add(
            said.Key);

        Guid[] offers = [.. Of<AvailabilityChanged>().Select(said => said.Key).Distinct()];
        if (offers.Length > 0) changed.UnionWith(await tx.ListAsync<Guid>(OfOffersSql, new { offers }));

        var sold = Of<OrderConfirmed>().SelectMany(said => said.As<OrderConfirmed>().Lines)
            .GroupBy(line => line.Product, line => line.Quantity)
                .ToDictionary(lines => lines.Key, lines => lines.Sum());
        if (sold.Count > 0)
        {
            Guid[] products = [.. sold.Keys.Order()];
            await tx.ExecuteAsync(
                SoldSql, new { products, units = products.Select(product => sold[product]).ToArray() });
            changed.UnionWith(products);
        }

        await indexer.RefreshAsync(tx, changed);

        // Category names stand in the documents of all their products. A tree is edited in bursts: once, a little
        // later.
        if (Of<CategoriesChanged>().Any())
            tx.Enqueue(RebuildIndex.Job.Kind, new RebuildIndex.Step(Guid.Empty), DateTimeOffset.UtcNow.AddSeconds(5),
                "from the start");
    }

    const string OfOffersSql = """
        -- search.on-product-changed.of-offers
        select product_id from search.listing where offer_id = any(@offers)
        """;

    const string SoldSql = """
        -- search.on-product-changed.sold
        insert into search.sale (product_id, units)
        select product, units from unnest(@products::uuid[], @units::int[]) as s(product, units)
        on conflict (product_id) do update set units = sale.units + excluded.units
        """;
}
