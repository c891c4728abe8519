using System.Diagnostics;
using System.Text.Json;
using Feria.Contracts;
using Feria.Operations;
using Microsoft.Extensions.Configuration;

namespace Feria.Verify.Tests;

public sealed class RebuildPaceTests(FeriaHost host) : IClassFixture<FeriaHost>
{
    [Fact]
    public async Task Where_nobody_says_how_fast_it_rests_twice_as_long_as_it_works_and_makes_one_copy_at_a_time()
    {
        var work = new Work();
        KeptCopy[] copies = [new Slow("test.one", work), new Slow("test.two", work)];
        var rebuild = new RebuildCopy(host.Database, copies, new ConfigurationBuilder().Build());
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(copies
            .Select(copy => new Rebuild.Work(Id.New(), copy.Name, null, null))
            .Select(order => rebuild.RunAsync(JsonSerializer.SerializeToElement(order, Json.Options), default)));

        Assert.Equal((6, 1), (work.Done, work.MostAtOnce));
        Assert.True(watch.Elapsed > 6 * 3 * Slow.Takes * .9, $"{watch.Elapsed}");
        Assert.Equal(2L, await host.SqlAsync("select count(*) from operations.rebuild where done = 3"));
    }

    sealed class Work
    {
        int now;

        public int Done { get; private set; }
        public int MostAtOnce { get; private set; }

        public async Task DoAsync(TimeSpan takes)
        {
            MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref now));
            await Task.Delay(takes);
            Interlocked.Decrement(ref now);
            Done++;
        }
    }

    sealed class Slow(string name, Work work) : TableCopy
    {
        public static readonly TimeSpan Takes = TimeSpan.FromMilliseconds(40);

        static readonly Guid[] All = [.. Enumerable.Range(0, 3).Select(_ => Id.New())];

        public override string Name => name;
        public override string Group => "test";
        public override int Batch => 1;

        public override Task<IReadOnlyList<Guid>> WalkAsync(Session session, Guid after, int limit) =>
            Task.FromResult<IReadOnlyList<Guid>>([.. All.Where(one => one > after).Order().Take(limit)]);

        public override Task<IReadOnlyList<Difference>> CompareAsync(Session session, Guid[] subjects) =>
            Task.FromResult<IReadOnlyList<Difference>>([]);

        public override Task RemakeAsync(Tx tx, Guid[] subjects) => work.DoAsync(Takes);

        public override Task<IReadOnlyDictionary<string, long>> FiguresAsync(Session session) =>
            Task.FromResult<IReadOnlyDictionary<string, long>>(new Dictionary<string, long>());
    }
}
