using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Feria.Contracts;
using Feria.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Bench;

/// <summary>
/// How fast searches are answered and how soon a changed price can be found, by the engine in memory and, where one is
/// named, by Elasticsearch beside it.
/// </summary>
static class Searches
{
    const int Clients = 4;
    const int ChangesPerSecond = 200;
    const int Writers = 4;

    // Prices nothing else has, so that a search by price tells one change from all others.
    const long FirstPrice = 1_000_000_000;

    static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);
    static readonly TimeSpan Asking = TimeSpan.FromSeconds(20);
    static readonly TimeSpan Changing = TimeSpan.FromSeconds(40);
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    static readonly TimeSpan BetweenProbes = TimeSpan.FromMilliseconds(100);

    public static async Task MeasureAsync(
        FileInfo products, string? elasticsearch, Dictionary<string, object> figures, CancellationToken stop)
    {
        await using var installation = await Installation.OpenAsync();
        var filled = await Shelf.FillAsync(
            installation.Services, products.FullName, sql => installation.SqlAsync(sql));
        figures["products"] = filled.Products.Count;
        var queries = Queries.Of(products.FullName);
        await MeasureAsync("memory", installation, queries, figures, stop);
        if (elasticsearch is null)
        {
            Console.WriteLine("Only the engine in memory is measured: --elasticsearch names no other.");
            return;
        }

        await installation.StopAsync();
        var prefix = $"bench-{Guid.NewGuid():N}";
        try
        {
            // So patient that every answer is its own.
            await using var beside = await installation.JoinAsync(
                $"--Feria:Elasticsearch={elasticsearch.TrimEnd('/')}/{prefix}?limit_ms=10000");
            var watch = Stopwatch.StartNew();
            while (!await IsFilledAsync(beside, stop)) await Task.Delay(100, stop);
            figures["elasticsearch_filled_s"] = Math.Round(watch.Elapsed.TotalSeconds);
            await MeasureAsync("elasticsearch", beside, queries, figures, stop);
        }
        finally
        {
            await DropAsync(elasticsearch, prefix);
        }
    }

    static async Task MeasureAsync(
        string engine, Installation installation, IReadOnlyList<string> queries, Dictionary<string, object> figures,
        CancellationToken stop)
    {
        await AskAsync(installation, queries, WarmUp, stop);
        var times = await AskAsync(installation, queries, Asking, stop);
        figures[$"{engine}_searches_per_second"] = (int)(times.Count / Asking.TotalSeconds);
        ReadSide.Tell(figures, $"{engine}_search_ms", times);

        var (lags, perSecond) = await ChangeAsync(installation, stop);
        figures[$"{engine}_changes_per_second"] = (int)perSecond;
        figures[$"{engine}_lags_looked_at"] = lags.Count;
        ReadSide.Tell(figures, $"{engine}_index_lag_ms", lags);
    }

    // Each client asks again as soon as it is answered.
    static async Task<List<double>> AskAsync(
        Installation installation, IReadOnlyList<string> queries, TimeSpan during, CancellationToken stop)
    {
        var next = -1;
        var watch = Stopwatch.StartNew();
        var times = await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            var mine = new List<double>();
            while (watch.Elapsed < during)
            {
                var text = queries[Interlocked.Increment(ref next) % queries.Count];
                var asked = Stopwatch.GetTimestamp();
                await installation.Http.GetByteArrayAsync(
                    $"/api/v1/products?q={Uri.EscapeDataString(text)}&limit=24", stop);
                mine.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
            }

            return mine;
        }));
        return [.. times.SelectMany(mine => mine)];
    }

    // Prices change as fast as is asked for; of some of them it is seen from the commit on when they are found.
    static async Task<(List<double> Lags, double PerSecond)> ChangeAsync(
        Installation installation, CancellationToken stop)
    {
        IReadOnlyList<Offered> offers;
        await using (var session = await installation.Database.ReadFreshAsync(stop))
            offers = await session.ListAsync<Offered>(OffersSql);
        var (watch, changes, lags) = (Stopwatch.StartNew(), 0, new List<double>());
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(WriteAsync).Append(LookAsync()));
        return (lags, changes / watch.Elapsed.TotalSeconds);

        async Task WriteAsync(int writer)
        {
            for (var i = writer; ; i += Writers)
            {
                var due = TimeSpan.FromSeconds((double)i / ChangesPerSecond) - watch.Elapsed;
                if (due > TimeSpan.Zero) await Task.Delay(due, stop);
                if (watch.Elapsed > Changing) return;
                await PriceAsync(installation, offers[i % offers.Count], 100 + i, stop);
                Interlocked.Increment(ref changes);
            }
        }

        async Task LookAsync()
        {
            for (var i = 0; watch.Elapsed < Changing; i++)
            {
                await PriceAsync(installation, offers[^(1 + i % offers.Count)], FirstPrice + i, stop);
                Interlocked.Increment(ref changes);
                var committed = Stopwatch.GetTimestamp();
                while (!await IsFoundAsync(installation, FirstPrice + i, stop))
                    if (Stopwatch.GetElapsedTime(committed) > Patience)
                        throw new TimeoutException("A changed price is not found at all.");
                lags.Add(Stopwatch.GetElapsedTime(committed).TotalMilliseconds);
                await Task.Delay(BetweenProbes, stop);
            }
        }
    }

    static async Task PriceAsync(Installation installation, Offered offer, long price, CancellationToken stop)
    {
        await using var tx = await installation.Database.WriteAsync(stop);
        await tx.ExecuteAsync(PriceSql, new { offer.Offer, price });
        tx.Append(new OfferPriced(offer.Product, offer.Offer, price, "USD"));
        await tx.CommitAsync();
    }

    static async Task<bool> IsFoundAsync(Installation installation, long price, CancellationToken stop) =>
        (await installation.Http.GetFromJsonAsync<JsonElement>(
            $"/api/v1/products?minPrice={price}&maxPrice={price}&currency=USD&limit=1", stop))
        .GetProperty("total").GetInt64() > 0;

    static async Task<bool> IsFilledAsync(Installation installation, CancellationToken stop)
    {
        var signs = await installation.Services.GetServices<IVitalSigns>().Single(one => one.Part == "elasticsearch")
            .LookAsync(stop);
        return signs[0].Facts.GetValueOrDefault("waiting") is 0L;
    }

    static async Task DropAsync(string elasticsearch, string prefix)
    {
        using var http = new HttpClient { BaseAddress = new(elasticsearch.TrimEnd('/') + "/") };
        var there = await http.GetFromJsonAsync<JsonElement>($"{prefix}.*?filter_path=*.settings.index.uuid");
        foreach (var index in there.EnumerateObject()) await http.DeleteAsync(index.Name);
    }

    sealed record Offered(Guid Product, Guid Offer);

    const string OffersSql = """
        -- bench.searches.offers
        select v.product_id as product, o.id as offer
        from catalog.offer o
        join catalog.variant v on v.id = o.variant_id
        order by o.id
        limit 20000
        """;

    const string PriceSql = """
        -- bench.searches.price
        update catalog.offer set price_minor = @price where id = @Offer
        """;
}
