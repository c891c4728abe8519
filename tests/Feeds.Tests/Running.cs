using Feria.Catalog;
using Feria.Contracts;
using Microsoft.Extensions.Logging.Abstractions;

namespace Feria.Feeds.Tests;

/// <summary>One process of an installation: it reads the slot when it may, wakes, and lets one reaction hear.</summary>
sealed class Running : IAsyncDisposable
{
    readonly ReactionRunner runner;
    readonly News news;
    readonly Waker waker;

    Running(string connectionString, bool decodes)
    {
        Database = new(connectionString);
        Feed = decodes ? new(Database, [new ChangedByHand()], NullLogger<DecodingFeed>.Instance) : null;
        news = new(Database, [], NullLogger<News>.Instance);
        waker = new(Database, NullLogger<Waker>.Instance, Feed);
        runner = new(Database, [new Listener()], NullLogger<ReactionRunner>.Instance);
    }

    public Database Database { get; }
    public DecodingFeed? Feed { get; }

    public static async Task<Running> StartAsync(string connectionString, bool decodes = true)
    {
        var running = new Running(connectionString, decodes);
        await running.news.StartAsync(default);
        await running.waker.StartAsync(default);
        await running.runner.StartAsync(default);
        if (running.Feed is { } feed) await feed.StartAsync(default);
        return running;
    }

    public async Task SayAsync(Guid product)
    {
        await using var tx = await Database.WriteAsync();
        tx.Append(new ProductPut(product));
        await tx.CommitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Feed is { } feed) await feed.StopAsync(default);
        await runner.StopAsync(default);
        await waker.StopAsync(default);
        await news.StopAsync(default);
        await Database.DisposeAsync();
    }

    /// <summary>Writes down what it hears, in the table <c>heard</c>.</summary>
    sealed class Listener : Reaction
    {
        public override string Name => "feeds.on-product-put";
        public override IReadOnlyCollection<string> Hears { get; } = [EventKindAttribute.Of(typeof(ProductPut))];

        public override Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events) => tx.ExecuteAsync(
            "insert into heard select unnest(@keys::uuid[])", new { keys = events.Select(said => said.Key).ToArray() });
    }
}
