using Feria.Contracts;
using Microsoft.Extensions.Logging.Abstractions;

namespace Feria.Kafka.Tests;

/// <summary>One process of an installation that hands its log on.</summary>
sealed class Running : IAsyncDisposable
{
    readonly News news;
    readonly Brokers brokers;

    Running(string connectionString, KafkaSettings settings)
    {
        Database = new(connectionString);
        news = new(Database, [], NullLogger<News>.Instance);
        brokers = new(settings, NullLogger<Brokers>.Instance);
        Log = new(Database);
        Relay = new(Log, Database, brokers, settings, NullLogger<Relay>.Instance);
    }

    public Database Database { get; }
    public RelayLog Log { get; }
    public Relay Relay { get; }

    public static async Task<Running> StartAsync(string connectionString, KafkaSettings settings)
    {
        var running = new Running(connectionString, settings);
        await running.news.StartAsync(default);
        await running.Relay.StartAsync(default);
        return running;
    }

    public async ValueTask DisposeAsync()
    {
        await Relay.StopAsync(default);
        await news.StopAsync(default);
        brokers.Dispose();
        await Database.DisposeAsync();
    }
}

static class Saying
{
    /// <summary>Says events about that many keys, each key's prices counting up, a few a transaction.</summary>
    public static async Task SayAsync(this Database database, int keys, int times)
    {
        Guid[] products = [.. Enumerable.Range(0, keys).Select(_ => Guid.NewGuid())];
        for (var price = 1; price <= times; price++)
            foreach (var few in products.Chunk(5))
            {
                await using var tx = await database.WriteAsync();
                foreach (var product in few) tx.Append(new OfferPriced(product, product, price, "BRL"));
                await tx.CommitAsync();
            }
    }
}
