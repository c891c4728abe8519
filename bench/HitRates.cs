using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Feria.Contracts;
using Feria.Launch;

namespace Feria.Bench;

/// <summary>
/// Where copies are found while two processes that share a Redis are asked for products, some far more often than
/// others, and prices change all the time.
/// </summary>
static class HitRates
{
    const int Clients = 16;
    static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);
    static readonly TimeSpan Run = TimeSpan.FromSeconds(10);
    static readonly TimeSpan BetweenPrices = TimeSpan.FromMilliseconds(50);

    public static async Task MeasureAsync(Dictionary<string, object> figures)
    {
        if (RedisProgram.Find() is not { } program) return;
        var folder = Directory.CreateTempSubdirectory("feria-bench-redis-");
        await using var redis = await PrivateRedis.StartAsync(folder.FullName, program);
        await using var here = await Installation.OpenAsync(redis.Address);
        await Placing.SellAsync(here);
        var products = (Guid[])(await here.SqlAsync("select array_agg(id) from catalog.product"))!;
        await using var there = await here.JoinAsync();

        var found = new ConcurrentDictionary<string, long>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, hearing) =>
        {
            if (instrument.Name == "feria.cache.asked") hearing.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
            found.AddOrUpdate((string)tags[0].Value!, count, (_, before) => before + count));
        await ShopAsync(here, there, products, WarmUp);
        listener.Start();
        await ShopAsync(here, there, products, Run);

        var all = (double)found.Values.Sum();
        foreach (var where in new[] { "here", "shared", "filled" })
            figures[$"copies_found_{where}"] = Math.Round(found.GetValueOrDefault(where) / all, 3);
        folder.Delete(recursive: true);
    }

    static async Task ShopAsync(Installation here, Installation there, Guid[] products, TimeSpan during)
    {
        var zipf = new Zipf(products.Length);
        using var over = new CancellationTokenSource(during);
        var pricing = Task.Run(async () =>
        {
            var chance = new Chance(0);
            while (!over.IsCancellationRequested)
            {
                var product = products[zipf.Draw(chance)];
                await using (var tx = await here.Database.WriteAsync())
                {
                    var offer = await tx.OneAsync<Guid>(PriceSql, new { product });
                    tx.Append(new OfferPriced(product, offer, 1, "BRL"));
                    await tx.CommitAsync();
                }

                await Task.Delay(BetweenPrices);
            }
        });
        await Task.WhenAll(Enumerable.Range(1, Clients).Select(client => Task.Run(async () =>
        {
            var chance = new Chance((ulong)client);
            var http = client % 2 == 0 ? here.Http : there.Http;
            while (!over.IsCancellationRequested)
                await http.GetByteArrayAsync($"/api/v1/products/{products[zipf.Draw(chance)]}");
        })));
        await pricing;
    }

    const string PriceSql = """
        -- bench.hit-rates.price
        update catalog.offer o
        set price_minor = price_minor % 5000 + 1
        from catalog.variant v
        where v.id = o.variant_id and v.product_id = @product
        returning o.id
        """;
}
