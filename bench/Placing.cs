using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Feria.Kernel;

namespace Feria.Bench;

/// <summary>
/// Checkouts placed over HTTP, beside PostgreSQL alone writing the least a shop can write: over many offers, and all of
/// one.
/// </summary>
static class Placing
{
    const int Offers = 100_000;
    const int UnitsOfEach = 100_000_000;

    public static readonly Command Command = Make();

    static Command Make()
    {
        var clients = new Option<int>("--clients") { DefaultValueFactory = _ => 64 };
        var seconds = new Option<int>("--seconds") { DefaultValueFactory = _ => 8 };
        var json = new Option<FileInfo?>("--json") { Description = "Writes the figures to this file too." };
        var command = new Command("checkout", "Checkouts placed over HTTP beside one order a transaction by pgbench.")
        {
            clients, seconds, json,
        };
        command.SetAction((parsed, stop) => RunAsync(
            parsed.GetValue(clients), parsed.GetValue(seconds), parsed.GetValue(json), stop));
        return command;
    }

    static async Task<int> RunAsync(int clients, int seconds, FileInfo? json, CancellationToken stop)
    {
        await using var installation = await Installation.PrepareAsync();
        var offers = await SellAsync(installation);
        await installation.ServeOutsideAsync(stop);
        await using var pgbench = await Pgbench.OpenAsync(installation.ConnectionString);
        var figures = new Dictionary<string, object>();
        // A marketplace with its first orders behind it: what PostgreSQL knows of empty tables misleads it.
        await LoadAsync(installation, offers, clients, TimeSpan.FromSeconds(10), stop);
        await installation.SqlAsync("analyze");
        foreach (var (name, wanted) in new[] { ("spread", offers), ("hot", offers[..1]) })
        {
            var limit = await pgbench.RunAsync($"checkout_{name}.sql", clients, seconds);
            await LoadAsync(installation, wanted, clients, TimeSpan.FromSeconds(Math.Max(3, seconds / 2)), stop);
            var placed = await LoadAsync(installation, wanted, clients, TimeSpan.FromSeconds(seconds), stop);
            figures[$"{name}_pgbench_per_second"] = (int)limit;
            figures[$"{name}_per_second"] = (int)placed.PerSecond;
            figures[$"{name}_ratio"] = Math.Round(placed.PerSecond / limit, 2);
            figures[$"{name}_p50_ms"] = Math.Round(ReadSide.Share(placed.Times, .5), 1);
            figures[$"{name}_p99_ms"] = Math.Round(ReadSide.Share(placed.Times, .99), 1);
            figures[$"{name}_cpu_us_app"] = (int)(placed.Cost.AppMicroseconds / placed.Times.Count);
            figures[$"{name}_cpu_us_postgres"] = (int)(placed.Cost.PostgresMicroseconds / placed.Times.Count);
            figures[$"{name}_statements"] = Math.Round((double)placed.Cost.Statements / placed.Times.Count, 1);
            figures[$"{name}_refused"] = placed.Refused;
        }

        foreach (var (name, value) in figures) Console.WriteLine($"{name,-32} {value}");
        if (json is not null)
            await File.WriteAllTextAsync(json.FullName, JsonSerializer.Serialize(figures, JsonSerializerOptions.Web));
        return 0;
    }

    sealed record Placed(IReadOnlyList<double> Times, double PerSecond, Meter.Reading Cost, int Refused);

    static async Task<Placed> LoadAsync(
        Installation installation, Guid[] offers, int clients, TimeSpan during, CancellationToken stop)
    {
        var meter = new Meter(installation);
        var before = await meter.ReadAsync();
        var refused = 0;
        var watch = Stopwatch.StartNew();
        var times = await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
        {
            using var wire = await Wire.OpenAsync(installation.Http.BaseAddress!, stop);
            var mine = new List<double>();
            while (watch.Elapsed < during)
            {
                var request = Buy(offers[Random.Shared.Next(offers.Length)]);
                var asked = Stopwatch.GetTimestamp();
                if (await wire.AskAsync(request, stop) != 201) Interlocked.Increment(ref refused);
                else mine.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
            }

            return mine;
        }, stop)));
        var elapsed = watch.Elapsed.TotalSeconds;
        double[] sorted = [.. times.SelectMany(mine => mine).Order()];
        return new(sorted, sorted.Length / elapsed, await meter.ReadAsync() - before, refused);
    }

    static byte[] Buy(Guid offer) => Wire.Request("POST", "/api/v1/checkouts", $$"""
        {"address":{"line1":"Rua das Flores 12","city":"São Paulo","region":"SP","postalCode":"01310-100",
            "country":"BR"},
        "payment":{"method":"cash_on_delivery"},"contact":{"fullName":"Ana Souza","email":"ana@example.com"},
        "items":[{"offer":"{{offer}}","quantity":1}]}
        """, ("Feria-Cart", Token.New()), ("Idempotency-Key", Token.New()));

    /// <summary>Puts products of one offer each up for sale; gives the offers.</summary>
    public static async Task<Guid[]> SellAsync(Installation installation)
    {
        await installation.SqlAsync($"""
            insert into stores.store (id, slug, name, country, currency)
            select gen_random_uuid(), 'store-' || s, 'Store ' || s, 'BR', 'BRL' from generate_series(1, 100) s;
            create temp table made as
            select p, gen_random_uuid() as product, gen_random_uuid() as variant, gen_random_uuid() as offer,
                (select array_agg(id) from stores.store) as stores
            from generate_series(1, {Offers}) p;
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
        return (Guid[])(await installation.SqlAsync("select array_agg(id) from catalog.offer"))!;
    }
}
