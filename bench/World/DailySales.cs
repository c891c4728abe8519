using Feria.Orders;
using Npgsql;

namespace Feria.Bench;

/// <summary>
/// What was sold by the day, as the reactions would have counted it, a day at a time: units of a product for search,
/// and orders, units and revenue of a store and of each of its products for its figures.
/// </summary>
sealed class DailySales(NpgsqlConnection connection)
{
    const int Batch = 50_000;

    readonly Rows rows = new("search.sale", "product_id, day, units");
    readonly Rows figures = new("insights.sale",
        "store_id, product_id, day, currency, orders, units, revenue_minor, undone_orders, undone_units, undone_minor");
    readonly Dictionary<Guid, int> sold = [];
    readonly Dictionary<(Guid Store, Guid Product), (string Currency, int Orders, int Units, long Minor)> ofStores = [];
    DateTime day;

    public async Task AddAsync(Purchase bought, CancellationToken stop)
    {
        if (bought.Settled.Date != day)
        {
            Count();
            day = bought.Settled.Date;
            if (rows.Count > Batch) await rows.SendAsync(connection, stop);
            if (figures.Count > Batch) await figures.SendAsync(connection, stop);
        }

        foreach (var part in bought.Quote.Parts)
        {
            Add(part.Store.Id, Guid.Empty, part.Lines);
            foreach (var lines in part.Lines.GroupBy(line => line.Offer.Product))
            {
                Add(part.Store.Id, lines.Key, [.. lines]);
                sold[lines.Key] = sold.GetValueOrDefault(lines.Key) + lines.Sum(line => line.Quantity);
            }
        }
    }

    public async Task EndAsync(CancellationToken stop)
    {
        Count();
        await rows.SendAsync(connection, stop);
        await figures.SendAsync(connection, stop);
    }

    void Add(Guid store, Guid product, IReadOnlyList<QuoteLine> lines)
    {
        var (_, orders, units, minor) = ofStores.GetValueOrDefault((store, product));
        ofStores[(store, product)] = (
            lines[0].Offer.Currency, orders + 1, units + lines.Sum(line => line.Quantity),
            minor + lines.Sum(line => line.Total.Amount));
    }

    void Count()
    {
        foreach (var (product, units) in sold) rows.Begin().Value(product).Day(day).Value(units);
        foreach (var ((store, product), (currency, orders, units, minor)) in ofStores)
            figures.Begin().Value(store).Value(product).Day(day).Value(currency).Value(orders).Value(units).Value(minor)
                .Value(0).Value(0).Value(0L);
        sold.Clear();
        ofStores.Clear();
    }
}
