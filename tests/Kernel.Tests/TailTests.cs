using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;

namespace Feria.Kernel.Tests;

[EventKind("room.told.v1")]
public sealed record Told(Guid Key, int Number) : IEvent;

/// <summary>What the end of the log says is what the log says, and nobody hears of it what is not there.</summary>
public sealed class TailTests(KernelHost host) : IClassFixture<KernelHost>
{
    static readonly Gen<Tail.Place> Places =
        from visibleFrom in Gen.Choose(0, 12)
        from seq in Gen.Choose(0, 3)
        select new Tail.Place(visibleFrom, seq);

    static readonly Gen<LoggedEvent> Events =
        from shard in Gen.Choose(0, 3)
        from place in Places
        from kind in Gen.Elements("a", "b", "c")
        select new LoggedEvent(
            Guid.NewGuid(), (short)shard, place.VisibleFrom, place.Seq, 0, kind, Guid.Empty, "{}", default);

    static readonly Gen<IReadOnlyDictionary<short, Tail.Place>> Readers =
        from places in Places.ArrayOf(4)
        from many in Gen.Choose(1, 4)
        select (IReadOnlyDictionary<short, Tail.Place>)Enumerable.Range(0, many)
            .ToDictionary(shard => (short)shard, shard => places[shard]);

    [Fact]
    public void It_says_what_a_reader_of_the_whole_log_would_read_or_that_it_does_not_reach_back()
    {
        var answers = 0;
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000), Prop.ForAll(
            (from log in Events.ListOf() from start in Places from cut in Gen.Choose(0, 9) from most in Gen.Choose(1, 9)
             from places in Readers from limit in Gen.Choose(1, 4)
             select (log, start, cut, most, places, limit)).ToArbitrary(),
            one =>
            {
                var (log, start, cut, most, places, limit) = one;
                var ordered = log.OrderBy(PlaceOf).ThenBy(said => said.Id).DistinctBy(PlaceOf).ToList();
                // Read in two rounds, of which the second may leave no room for all of the first.
                var known = ordered.Where(said => PlaceOf(said).CompareTo(start) > 0).ToList();
                var early = known.Take(cut).ToList();
                var tail = new Tail.Stretch(default, start, start, []).With(early, most)
                    .With([.. known.Skip(cut)], most);
                if (tail.Until != (known.Count > 0 ? PlaceOf(known[^1]) : start)) return false;

                var said = tail.After(places, ["a", "b"], limit);
                if (said is null) return places.Values.Any(place => place.CompareTo(tail.From) < 0);
                answers++;
                return tail.Events.Count <= most && said.SequenceEqual(ordered
                    .Where(each => each.Kind != "c" && places.TryGetValue(each.Shard, out var place)
                        && PlaceOf(each).CompareTo(place) > 0)
                    .GroupBy(each => each.Shard).SelectMany(shard => shard.Take(limit)).OrderBy(PlaceOf));
            }));
        Assert.True(answers > 100, $"it reached back in {answers} cases");

        static Tail.Place PlaceOf(LoggedEvent said) => new(said.VisibleFrom, said.Seq);
    }

    [Fact]
    public async Task More_than_it_holds_is_heard_all_the_same_and_so_is_what_comes_after()
    {
        var (key, ear) = (Guid.NewGuid(), new Ear("room.many"));
        var runner = new ReactionRunner(host.Database, [ear], NullLogger<ReactionRunner>.Instance);
        await runner.CatchUpAsync(CancellationToken.None);
        var said = 0;
        foreach (var many in new[] { 1, Tail.MostOfARound + 1, 3 })
        {
            await SayAsync(key, said + 1, many);
            said += many;
            await UntilAsync(runner, () => ear.Of(key).Count == said);
        }

        Assert.Equal(Enumerable.Range(1, said), ear.Of(key));
    }

    [Fact]
    public async Task What_a_lost_server_had_said_is_not_heard_on_the_one_that_took_over()
    {
        await host.SqlAsync("create schema other");
        await host.SqlAsync("create table other.started (at timestamptz)");
        await host.SqlAsync("insert into other.started select pg_postmaster_start_time()");
        await host.SqlAsync("""
            create function other.pg_postmaster_start_time() returns timestamptz
            language sql stable as 'select at from other.started'
            """);
        // A server by all that can be seen of it, whose start this test decides.
        await using var server = new Database(host.ConnectionString + ";Search Path=other,pg_catalog,public");
        var (key, first, second) = (Guid.NewGuid(), new Ear("room.first"), new Ear("room.second"));
        var runner = new ReactionRunner(server, [first, second], NullLogger<ReactionRunner>.Instance);
        await runner.CatchUpAsync(CancellationToken.None);
        var tail = new Tail(server, first.Hears);
        var hearing = new Hearing(server, tail, NullLogger.Instance);
        await tail.NowAsync(CancellationToken.None);

        await SayAsync(key, 1, 1);
        foreach (var ear in new[] { first, second }) await HearAsync(ear, 1);
        await SayAsync(key, 2, 1);
        await HearAsync(first, 2);
        await host.SqlAsync($"delete from kernel.event where key = '{key}' and body ->> 'number' = '2'");
        await host.SqlAsync("update other.started set at = at + interval '1 microsecond'");
        await hearing.StepAsync(second, [Shard.Of(key)], CancellationToken.None);
        Assert.Equal([1], second.Of(key));

        // It goes on with what the new server says, and so does the tail.
        await SayAsync(key, 3, 1);
        await UntilAsync(runner, () => first.Of(key).Count == 3 && second.Of(key).Count == 2);
        Assert.Equal([1, 2, 3], first.Of(key));
        Assert.Equal([1, 3], second.Of(key));
        tail.BeginRound();
        Assert.Empty((await tail.NowAsync(CancellationToken.None)).Events);
        await SayAsync(key, 4, 1);
        await UntilAsync(async () =>
        {
            tail.BeginRound();
            return (await tail.NowAsync(CancellationToken.None)).Events.Any(said => said.Key == key);
        });

        Task HearAsync(Ear ear, int many) => UntilAsync(async () =>
        {
            tail.BeginRound();
            await hearing.StepAsync(ear, [Shard.Of(key)], CancellationToken.None);
            return ear.Of(key).Count == many;
        });
    }

    async Task SayAsync(Guid key, int from, int many)
    {
        await using var tx = await host.Database.WriteAsync();
        foreach (var number in Enumerable.Range(from, many)) tx.Append(new Told(key, number));
        await tx.CommitAsync();
    }

    // Transactions of other databases hold events back until they end.
    static Task UntilAsync(ReactionRunner runner, Func<bool> isSo) => UntilAsync(async () =>
    {
        await runner.CatchUpAsync(CancellationToken.None);
        return isSo();
    });

    static async Task UntilAsync(Func<Task<bool>> isSoAsync)
    {
        for (var until = DateTime.UtcNow.AddSeconds(30); !await isSoAsync(); await Task.Delay(20))
            Assert.True(DateTime.UtcNow < until, "It was not heard.");
    }

    sealed class Ear(string name) : Reaction
    {
        readonly List<Told> heard = [];

        public override string Name => name;

        public override IReadOnlyCollection<string> Hears { get; } = [EventKindAttribute.Of(typeof(Told))];

        public IReadOnlyList<int> Of(Guid key)
        {
            lock (heard) return [.. heard.Where(said => said.Key == key).Select(said => said.Number)];
        }

        public override Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events)
        {
            lock (heard) heard.AddRange(events.Select(said => said.As<Told>()));
            return Task.CompletedTask;
        }
    }
}
