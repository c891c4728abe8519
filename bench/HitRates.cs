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
    const int Products = 100_000;
    const int UnitsOfEach = 100_000;
    static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);
    static readonly TimeSpan Run = TimeSpan.FromSeconds(10);
    static readonly TimeSpan BetweenPrices = TimeSpan.FromMilliseconds(50);

    public static async Task MeasureAsync(Dictionary<string, object> figures)
    {
        if (RedisProgram.Find() is not { } program) return;
        var folder = Directory.CreateTempSubdirectory("feria-bench-redis-");
        await using var redis = await PrivateRedis.StartAsync(folder.FullName, program);
        await using var here = await Installation.OpenAsync(redis.Address);
        await SellAsync(here);
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

    static Task SellAsync(Installation installation) => installation.SqlAsync($"""
        insert into stores.store (id, slug, name, country, currency)
        select gen_random_uuid(), 'store-' || s, 'Store ' || s, 'BR', 'BRL' from generate_series(1, 100) s;
        create temp table made as
        select p, gen_random_uuid() as product, gen_random_uuid() as variant, gen_random_uuid() as offer,
            (select array_agg(id) from stores.store) as stores
        from generate_series(1, {Products}) p;
        insert into catalog.product (id, slug, title, language)
        select product, 'thing-' || p, 'Thing ' || p, 'en' from made;
        insert into catalog.variant (id, product_id) select variant, product from made;
        insert into catalog.offer (id, variant_id, store_id, sku, price_minor, currency)
        select offer, variant, stores[1 + p % 100], 'SKU-' || p, 1000 + p % 500, 'BRL' from made;
        insert into inventory.stock (region, offer_id, on_hand) select 'main', offer, {UnitsOfEach} from made;
        insert into inventory.movement (region, id, offer_id, kind, units_from, units_to)
        select 'main', gen_random_uuid(), offer, 'initial', 0, {UnitsOfEach} from made;
        analyze
        """);

    const string PriceSql = """
        -- bench.hit-rates.price
        update catalog.offer o
        set price_minor = price_minor % 5000 + 1
        from catalog.variant v
        where v.id = o.variant_id and v.product_id = @product
        returning o.id
        """;
}
