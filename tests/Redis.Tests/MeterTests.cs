using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;

namespace Feria.Redis.Tests;

public sealed class MeterTests : IDisposable
{
    static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    // What is counted while this test runs, and not by others beside it.
    readonly AsyncLocal<bool> isOurs = new();
    readonly ConcurrentDictionary<string, double> counted = new();
    readonly MeterListener listener;

    public MeterTests()
    {
        listener = new() { InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Name.StartsWith("feria.store.", StringComparison.Ordinal))
                listening.EnableMeasurementEvents(instrument);
        } };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Count(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Count(instrument, 1, tags));
        listener.Start();
    }

    public void Dispose() => listener.Dispose();

    [Fact]
    public async Task Hits_misses_and_how_long_it_took_are_counted()
    {
        isOurs.Value = true;
        var store = new InProcessStore(TimeProvider.System);
        await store.SetAsync("a", new byte[1], Minute);
        await store.SetAsync("b", new byte[1], Minute);
        await store.GetAsync(["a", "b", "c"]);
        await store.GetAsync("a");
        await store.DeleteAsync(["a"]);
        await store.GetAsync("a");
        await store.TakeAsync("a", new(1, 1));

        Assert.Equal(
            [
                "feria.store.hits: 3", "feria.store.misses: 2", "feria.store.time call=delete: 1",
                "feria.store.time call=get: 3", "feria.store.time call=set: 2", "feria.store.time call=take: 1",
            ],
            Counted());
    }

    [Fact]
    public async Task A_Redis_that_is_away_is_a_failure_and_a_miss()
    {
        isOurs.Value = true;
        var settings = RedisSettings.Parse("redis://127.0.0.1:1");
        await using var store = new RedisStore(
            new(settings, NullLogger<RedisClient>.Instance), settings, TimeProvider.System);

        await store.SetAsync("a", new byte[1], Minute);
        Assert.Equal([null, null], await store.GetAsync(["a", "b"]));
        Assert.True((await store.TakeAsync("a", new(1, 1))).IsTaken);

        Assert.Equal(
            [
                "feria.store.failures why=not connected: 3", "feria.store.misses: 2", "feria.store.time call=get: 1",
                "feria.store.time call=set: 1", "feria.store.time call=take: 1",
            ],
            Counted());
    }

    void Count(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (!isOurs.Value) return;
        var name = instrument.Name;
        foreach (var (tag, what) in tags) name += $" {tag}={what}";
        counted.AddOrUpdate(name, value, (_, known) => known + value);
    }

    IEnumerable<string> Counted() =>
        counted.Select(one => $"{one.Key}: {one.Value}").Order(StringComparer.Ordinal);
}
