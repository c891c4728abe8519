using Npgsql;

namespace Feria.Bench;

/// <summary>Units sold by product and day, as the search's reaction would have counted them, a day at a time.</summary>
sealed class DailySales(NpgsqlConnection connection)
{
    const int Batch = 50_000;

    readonly Rows rows = new("search.sale", "product_id, day, units");
    readonly Dictionary<Guid, int> sold = [];
    DateTime day;

    public async Task AddAsync(Purchase bought, CancellationToken stop)
    {
        if (bought.Settled.Date != day)
        {
            Count();
            day = bought.Settled.Date;
            if (rows.Count > Batch) await rows.SendAsync(connection, stop);
        }

        foreach (var part in bought.Quote.Parts)
            foreach (var line in part.Lines)
                sold[line.Offer.Product] = sold.GetValueOrDefault(line.Offer.Product) + line.Quantity;
    }

    public Task EndAsync(CancellationToken stop)
    {
        Count();
        return rows.SendAsync(connection, stop);
    }

    void Count()
    {
        foreach (var (product, units) in sold) rows.Begin().Value(product).Day(day).Value(units);
        sold.Clear();
    }
}
