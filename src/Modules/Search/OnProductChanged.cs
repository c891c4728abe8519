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
        EventKindAttribute.Of(typeof(ChangesMissed)),
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

        var sold = Of<OrderConfirmed>()
            .SelectMany(said => said.As<OrderConfirmed>().Lines.Select(line => (Line: line, Day: said.At.Date)))
            .GroupBy(sale => (sale.Line.Product, sale.Day), sale => sale.Line.Quantity)
            .OrderBy(lines => lines.Key)
            .ToList();
        if (sold.Count > 0)
        {
            await tx.ExecuteAsync(SoldSql, new
            {
                products = sold.Select(lines => lines.Key.Product).ToArray(),
                days = sold.Select(lines => lines.Key.Day).ToArray(),
                units = sold.Select(lines => lines.Sum()).ToArray(),
            });
        }

        await indexer.RefreshAsync(tx, changed);
        var onlySold = sold.Where(lines => !changed.Contains(lines.Key.Product))
            .GroupBy(lines => lines.Key.Product, lines => lines.Sum())
            .ToDictionary(units => units.Key, units => units.Sum());
        if (onlySold.Count > 0) await indexer.CountSalesAsync(tx, onlySold);

        // Category names stand in the documents of all their products. A tree is edited in bursts: once, a little
        // later.
        if (Of<CategoriesChanged>().Any() || Of<ChangesMissed>().Any())
            Rebuild.Order(tx, IndexCopy.Called, due: DateTimeOffset.UtcNow.AddSeconds(5));
    }

    /// <summary>Sales are counted by the day, so whole days are forgotten, and documents say so much less.</summary>
    public override async Task<DateTime> ForgetAsync(Tx tx, DateTime since)
    {
        var day = since.Date;
        await tx.ExecuteAsync(ForgetSql, new { day });
        return day;
    }

    const string OfOffersSql = """
        -- search.on-product-changed.of-offers
        select product_id from search.listing where offer_id = any(@offers)
        """;

    const string SoldSql = """
        -- search.on-product-changed.sold
        insert into search.sale (product_id, day, units)
        select product, day, units
        from unnest(@products::uuid[], @days::date[], @units::int[]) as s(product, day, units)
        on conflict (product_id, day) do update set units = sale.units + excluded.units
        """;

    const string ForgetSql = """
        -- search.on-product-changed.forget
        with gone as (delete from search.sale where day >= @day::date returning product_id, units),
        sums as (select product_id, sum(units)::int as units from gone group by product_id)
        update search.document d
        set sold = d.sold - s.units
        from sums s
        where d.product_id = s.product_id
        """;
}
