using System.Collections.Concurrent;
using System.Diagnostics;
using Feria.Adapters.Kafka;
using Feria.Catalog;
using Feria.Kernel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Feria.Bench;

[EventKind("bench.said.v1")]
public sealed record Said(Guid Key, long At) : IEvent;

/// <summary>Writers in one process, one reaction in another, with nothing else going on.</summary>
static class Feeds
{
    const int Writers = 8;
    const int EventsOfATransaction = 10;
    static readonly TimeSpan Run = TimeSpan.FromSeconds(8);
    static readonly TimeSpan Between = TimeSpan.FromMilliseconds(5);

    /// <param name="kafka">Where that is the feed; then somebody outside hears too.</param>
    public static async Task MeasureAsync(
        Installation installation, string feed, Dictionary<string, object> figures, KafkaSettings? kafka = null)
    {
        await using var writing = new Database(installation.ConnectionString);
        await using var hearing = new Database(installation.ConnectionString);
        using var brokers = kafka is null ? null : new Brokers(kafka, NullLogger<Brokers>.Instance);
        if (brokers is not null) await brokers.EnsureAsync(Topic.All);
        var ears = new Dictionary<string, Ear> { [feed] = new() };
        if (kafka is not null) ears["outside"] = new();
        IHostedService[] services = [.. ServicesOf(feed, writing, hearing, brokers, kafka, new Listener(ears[feed]))];
        foreach (var service in services) await service.StartAsync(default);
        using var outside = kafka is null ? null : new Outside(kafka, ears["outside"]);
        await WriteAsync(TimeSpan.FromSeconds(2), Between);
        await HeardAllAsync();

        Clear();
        await WriteAsync(Run, Between);
        await HeardAllAsync();
        foreach (var (name, ear) in ears) ReadSide.Tell(figures, $"{name}_lag_ms", [.. ear.Lags]);

        Clear();
        var before = await Meter.HereAsync(installation);
        var watch = Stopwatch.StartNew();
        await WriteAsync(Run, pause: null);
        await Task.WhenAll(ears.Select(async one =>
        {
            await one.Value.AllAsync();
            lock (figures)
                figures[$"{one.Key}_events_per_second"] = (int)(one.Value.Lags.Count / watch.Elapsed.TotalSeconds);
        }));
        var (after, events) = (await Meter.HereAsync(installation), ears[feed].Lags.Count);
        figures[$"{feed}_event_cpu_us_app"] = Math.Round((after.App - before.App) / events, 1);
        figures[$"{feed}_event_cpu_us_postgres"] = Math.Round((after.Postgres - before.Postgres) / events, 1);

        foreach (var service in services.Reverse())
        {
            await service.StopAsync(default);
            (service as IDisposable)?.Dispose();
        }

        void Clear()
        {
            foreach (var ear in ears.Values) ear.Lags.Clear();
        }

        Task HeardAllAsync() => Task.WhenAll(ears.Values.Select(ear => ear.AllAsync()));

        async Task WriteAsync(TimeSpan during, TimeSpan? pause)
        {
            var end = DateTime.UtcNow + during;
            await Task.WhenAll(Enumerable.Range(0, pause is null ? Writers : 1).Select(_ => Task.Run(async () =>
            {
                while (DateTime.UtcNow < end)
                {
                    await using var tx = await writing.WriteAsync();
                    var many = pause is null ? EventsOfATransaction : 1;
                    for (var i = 0; i < many; i++) tx.Append(new Said(Guid.NewGuid(), Stopwatch.GetTimestamp()));
                    await tx.CommitAsync();
                    foreach (var ear in ears.Values) ear.Say(many);
                    if (pause is not null) await Task.Delay(pause.Value);
                }
            })));
        }
    }

    // In the order they start in.
    static IEnumerable<IHostedService> ServicesOf(
        string feed, Database writing, Database hearing, Brokers? brokers, KafkaSettings? kafka, Reaction listener)
    {
        yield return new Waker(writing, NullLogger<Waker>.Instance);
        var decoding = feed == Settings.Decoding
            ? new DecodingFeed(hearing, [new ChangedByHand()], NullLogger<DecodingFeed>.Instance)
            : null;
        if (decoding is not null) yield return decoding;
        yield return new Waker(hearing, NullLogger<Waker>.Instance, decoding);
        yield return new News(hearing, [], NullLogger<News>.Instance);
        var shares = kafka is null ? null : new Shares();
        if (kafka is not null)
        {
            yield return new Relay(new(hearing), hearing, brokers!, kafka, NullLogger<Relay>.Instance);
            yield return new Group(shares!, brokers!, kafka, NullLogger<Group>.Instance);
        }

        yield return new ReactionRunner(hearing, [listener], NullLogger<ReactionRunner>.Instance, shares);
    }

    sealed class Listener(Ear ear) : Reaction
    {
        public override string Name => "bench.on-said";
        public override IReadOnlyCollection<string> Hears { get; } = [EventKindAttribute.Of(typeof(Said))];

        public override Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events)
        {
            foreach (var one in events) ear.Hear(one.As<Said>().At);
            return Task.CompletedTask;
        }
    }
}

/// <summary>How late somebody hears what was said, and whether it heard everything.</summary>
sealed class Ear
{
    long said;
    long heard;

    public ConcurrentBag<double> Lags { get; } = [];

    public void Say(int many) => Interlocked.Add(ref said, many);

    public void Hear(long at)
    {
        Lags.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
        Interlocked.Increment(ref heard);
    }

    public async Task AllAsync()
    {
        while (Interlocked.Read(ref heard) < Interlocked.Read(ref said)) await Task.Delay(1);
    }
}
