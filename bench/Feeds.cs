using System.Collections.Concurrent;
using System.Diagnostics;
using Feria.Catalog;
using Feria.Kernel;
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

    public static async Task MeasureAsync(Installation installation, string feed, Dictionary<string, object> figures)
    {
        await using var writing = new Database(installation.ConnectionString);
        await using var hearing = new Database(installation.ConnectionString);
        using var waker = new Waker(writing, NullLogger<Waker>.Instance);
        await waker.StartAsync(default);
        var listener = new Listener();
        using var decoding = feed == Settings.Decoding
            ? new DecodingFeed(hearing, [new ChangedByHand()], NullLogger<DecodingFeed>.Instance)
            : null;
        using var news = new News(hearing, [], NullLogger<News>.Instance);
        using var otherWaker = new Waker(hearing, NullLogger<Waker>.Instance, decoding);
        using var runner = new ReactionRunner(hearing, [listener], NullLogger<ReactionRunner>.Instance);
        if (decoding is not null) await decoding.StartAsync(default);
        await otherWaker.StartAsync(default);
        await news.StartAsync(default);
        await runner.StartAsync(default);
        await WriteAsync(writing, TimeSpan.FromSeconds(2), Between);
        await listener.HeardAllAsync();

        listener.Lags.Clear();
        await WriteAsync(writing, Run, Between);
        await listener.HeardAllAsync();
        double[] lags = [.. listener.Lags.Order()];
        figures[$"{feed}_lag_ms_p50"] = Math.Round(ReadSide.Share(lags, .5), 1);
        figures[$"{feed}_lag_ms_p99"] = Math.Round(ReadSide.Share(lags, .99), 1);

        listener.Lags.Clear();
        var before = await Meter.HereAsync(installation);
        var watch = Stopwatch.StartNew();
        await WriteAsync(writing, Run, pause: null);
        await listener.HeardAllAsync();
        var (events, seconds) = (listener.Lags.Count, watch.Elapsed.TotalSeconds);
        var after = await Meter.HereAsync(installation);
        figures[$"{feed}_events_per_second"] = (int)(events / seconds);
        figures[$"{feed}_event_cpu_us_app"] = Math.Round((after.App - before.App) / events, 1);
        figures[$"{feed}_event_cpu_us_postgres"] = Math.Round((after.Postgres - before.Postgres) / events, 1);

        await runner.StopAsync(default);
        await news.StopAsync(default);
        await otherWaker.StopAsync(default);
        if (decoding is not null) await decoding.StopAsync(default);
        await waker.StopAsync(default);

        async Task WriteAsync(Database database, TimeSpan during, TimeSpan? pause)
        {
            var end = DateTime.UtcNow + during;
            await Task.WhenAll(Enumerable.Range(0, pause is null ? Writers : 1).Select(_ => Task.Run(async () =>
            {
                while (DateTime.UtcNow < end)
                {
                    await using var tx = await database.WriteAsync();
                    var many = pause is null ? EventsOfATransaction : 1;
                    for (var i = 0; i < many; i++) tx.Append(new Said(Guid.NewGuid(), Stopwatch.GetTimestamp()));
                    await tx.CommitAsync();
                    listener.Said(many);
                    if (pause is not null) await Task.Delay(pause.Value);
                }
            })));
        }
    }

    sealed class Listener : Reaction
    {
        long said;
        long heard;

        public ConcurrentBag<double> Lags { get; } = [];
        public override string Name => "bench.on-said";
        public override IReadOnlyCollection<string> Hears { get; } = [EventKindAttribute.Of(typeof(Said))];

        public override Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events)
        {
            foreach (var one in events)
                Lags.Add(Stopwatch.GetElapsedTime(one.As<Said>().At).TotalMilliseconds);
            Interlocked.Add(ref heard, events.Count);
            return Task.CompletedTask;
        }

        public void Said(int many) => Interlocked.Add(ref said, many);

        public async Task HeardAllAsync()
        {
            while (Interlocked.Read(ref heard) < Interlocked.Read(ref said)) await Task.Delay(1);
        }
    }
}
