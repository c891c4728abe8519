using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;

namespace Feria.Kernel.Tests;

[EventKind("room.counted.v1")]
public sealed record Counted(Guid Key, int Number) : IEvent;

/// <summary>Parked events are heard again in their order, and a reaction set back ends where it was.</summary>
public sealed class ReplayTests : IClassFixture<KernelHost>
{
    readonly KernelHost host;
    readonly Tape tape;
    readonly ReactionDesk desk;
    readonly ReactionRunner runner;

    public ReplayTests(KernelHost host)
    {
        this.host = host;
        tape = new Tape($"room.{Guid.NewGuid():N}");
        desk = new ReactionDesk(host.Database, [tape]);
        runner = NewRunner();
    }

    [Fact]
    public async Task What_comes_after_a_bad_event_waits_behind_it_and_other_keys_go_on()
    {
        tape.Bad.Add((tape.First, 2));
        for (var n = 1; n <= 4; n++) await SayAsync(tape.First, n);
        for (var n = 1; n <= 4; n++) await SayAsync(tape.Second, n);

        await HearAsync();

        Assert.Equal([1], await TextAsync(tape.First));
        Assert.Equal([1, 2, 3, 4], await TextAsync(tape.Second));
        var parked = await desk.ParkedAsync(tape.Name, ReactionDesk.Place.Start, 10, default);
        Assert.Equal(
            [("bad 2", false), ("An earlier event of its key is parked.", true),
                ("An earlier event of its key is parked.", true)],
            parked.Select(one => (one.Reason, one.Behind)));
    }

    [Fact]
    public async Task Heard_again_the_whole_key_follows_in_order_and_new_events_after_it()
    {
        tape.Bad.Add((tape.First, 2));
        for (var n = 1; n <= 3; n++) await SayAsync(tape.First, n);
        await HearAsync();
        tape.Bad.Clear();
        var first = (await desk.ParkedAsync(tape.Name, ReactionDesk.Place.Start, 10, default))[0].Event;

        await ChangeAsync(async tx => Assert.Equal(2, await desk.ReplayAsync(tx, tape.Name, first)));
        await SayAsync(tape.First, 4);
        await HearAsync();

        Assert.Equal([1, 2, 3, 4], await TextAsync(tape.First));
        Assert.Empty(await desk.ParkedAsync(tape.Name, ReactionDesk.Place.Start, 10, default));
    }

    [Fact]
    public async Task What_fails_again_stays_with_its_new_reason_and_its_key_stays_behind()
    {
        tape.Bad.Add((tape.First, 1));
        for (var n = 1; n <= 3; n++) await SayAsync(tape.First, n);
        await HearAsync();
        tape.Bad.Clear();
        tape.Bad.Add((tape.First, 2));

        await ChangeAsync(tx => desk.ReplayAsync(tx, tape.Name, null));
        await HearAsync();

        Assert.Equal([1], await TextAsync(tape.First));
        var parked = await desk.ParkedAsync(tape.Name, ReactionDesk.Place.Start, 10, default);
        Assert.Equal([("bad 2", false, 2), ("An earlier event of its key is parked.", true, 1)],
            parked.Select(one => (one.Reason, one.Behind, one.Tries)));
        Assert.DoesNotContain(parked, one => one.Wanted);
    }

    [Fact]
    public async Task A_dropped_event_is_never_heard_and_what_waited_behind_it_is()
    {
        tape.Bad.Add((tape.First, 1));
        for (var n = 1; n <= 3; n++) await SayAsync(tape.First, n);
        await HearAsync();
        var parked = await desk.ParkedAsync(tape.Name, ReactionDesk.Place.Start, 10, default);

        await ChangeAsync(async tx => Assert.True(await desk.DropAsync(tx, tape.Name, parked[0].Event)));
        await ChangeAsync(async tx => Assert.False(await desk.DropAsync(tx, tape.Name, parked[0].Event)));
        await HearAsync();

        Assert.Equal([2, 3], await TextAsync(tape.First));
        Assert.Empty(await desk.ParkedAsync(tape.Name, ReactionDesk.Place.Start, 10, default));
    }

    [Fact]
    public async Task A_page_goes_on_after_an_event_that_was_dropped_meanwhile()
    {
        tape.Bad.Add((tape.First, 1));
        for (var n = 1; n <= 3; n++) await SayAsync(tape.First, n);
        await HearAsync();
        var page = await desk.ParkedAsync(tape.Name, ReactionDesk.Place.Start, 1, default);

        await ChangeAsync(async tx => Assert.True(await desk.DropAsync(tx, tape.Name, page[0].Event)));

        Assert.Equal(2, (await desk.ParkedAsync(tape.Name, page[0].Place, 10, default)).Count);
    }

    [Fact]
    public async Task Set_back_to_the_beginning_while_others_write_it_ends_as_if_heard_once()
    {
        for (var n = 1; n <= 150; n++) await SayAsync(tape.First, n);
        await HearAsync();
        using var done = new CancellationTokenSource();
        var hearing = Task.Run(async () =>
        {
            var mine = NewRunner();
            while (!done.IsCancellationRequested) await mine.CatchUpAsync(default);
        });
        var writing = Task.Run(async () =>
        {
            for (var n = 151; n <= 250; n++) await SayAsync(tape.First, n);
        });

        for (var i = 0; i < 5; i++)
            await ChangeAsync(tx => desk.ResetAsync(tx, tape.Name, DateTime.UnixEpoch));
        await writing;
        await done.CancelAsync();
        await hearing;
        await HearAsync();

        Assert.Equal(Enumerable.Range(1, 250), await TextAsync(tape.First));
    }

    [Fact]
    public async Task Set_back_to_a_time_it_hears_what_was_said_since_and_nothing_before()
    {
        await SayAsync(tape.First, 1);
        await HearAsync();
        await host.SqlAsync("""
            update kernel.event set id = ('00000000' || right(id::text, 28))::uuid, at = now() - interval '1 day'
            where kind = 'room.counted.v1'
            """);
        await host.SqlAsync($"update note set text = '1@0,' where id = '{tape.First}'");
        await SayAsync(tape.First, 2);
        await HearAsync();
        var heardBefore = tape.Heard;

        await ChangeAsync(tx => desk.ResetAsync(tx, tape.Name, DateTime.UtcNow.AddMinutes(-5)));
        await HearAsync();

        Assert.Equal(1, tape.Heard - heardBefore);
        Assert.Equal([1, 2], await TextAsync(tape.First));
    }

    [Fact]
    public async Task Set_back_to_a_time_to_come_it_hears_nothing_again()
    {
        await SayAsync(tape.First, 1);
        await HearAsync();

        await ChangeAsync(tx => desk.ResetAsync(tx, tape.Name, DateTime.UtcNow.AddDays(1)));
        await HearAsync();

        Assert.Equal(1, tape.Heard);
    }

    [Fact]
    public async Task The_standing_tells_what_waits_how_long_and_what_is_parked()
    {
        await HearAsync();
        await SayAsync(tape.First, 1);
        await SayAsync(tape.Second, 1);

        var standing = Assert.Single(await desk.ListAsync(default));

        Assert.Equal((2L, 0L), (standing.Waiting, standing.Parked));
        Assert.InRange(standing.LagSeconds, 0.0001, 60);
        tape.Bad.Add((tape.First, 1));
        await HearAsync();
        standing = Assert.Single(await desk.ListAsync(default));
        Assert.Equal((0L, 0.0, 1L), (standing.Waiting, standing.LagSeconds, standing.Parked));
    }

    // Whatever fails whenever, and however often it is asked for again: each key's text is a beginning of what was
    // said, in order, and whole once nothing is bad any more.
    [Fact]
    public void However_events_fail_and_are_replayed_each_key_keeps_its_order()
    {
        var histories =
            from said in Gen.Choose(1, 2).ListOf(12)
            from bad in Gen.Choose(1, 6).ListOf(3)
            from steps in Gen.Choose(0, 4).ListOf(12)
            select (said, bad, steps);
        Prop.ForAll(histories.ToArbitrary(), history =>
            Task.Run(() => RunAsync(history.said, history.bad, history.steps)).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(25));
    }

    async Task<bool> RunAsync(IEnumerable<int> said, IEnumerable<int> bad, IEnumerable<int> steps)
    {
        var one = new ReplayTests(host);
        foreach (var number in bad) one.tape.Bad.Add((number % 2 == 0 ? one.tape.First : one.tape.Second, number));
        var counts = new Dictionary<Guid, int>();
        var moment = DateTime.UtcNow;
        foreach (var (which, step) in said.Zip(steps))
        {
            var key = which == 1 ? one.tape.First : one.tape.Second;
            var number = counts[key] = counts.GetValueOrDefault(key) + 1;
            await one.SayAsync(key, number);
            if (step > 0) await one.HearAsync();
            if (step == 2) await one.ChangeAsync(tx => one.desk.ReplayAsync(tx, one.tape.Name, null));
            if (step == 3) await one.ChangeAsync(tx => one.desk.ResetAsync(tx, one.tape.Name, DateTime.UnixEpoch));
            if (step == 4) await one.ChangeAsync(tx => one.desk.ResetAsync(tx, one.tape.Name, moment));
            if (number == 5) moment = DateTime.UtcNow;
            foreach (var (each, count) in counts)
            {
                var text = await one.TextAsync(each);
                Assert.Equal(Enumerable.Range(1, text.Count), text);
                Assert.InRange(text.Count, 0, count);
            }
        }

        one.tape.Bad.Clear();
        await one.ChangeAsync(tx => one.desk.ReplayAsync(tx, one.tape.Name, null));
        await one.HearAsync();
        foreach (var (each, count) in counts) Assert.Equal(Enumerable.Range(1, count), await one.TextAsync(each));
        return true;
    }

    ReactionRunner NewRunner() => new(host.Database, [tape], NullLogger<ReactionRunner>.Instance);

    async Task SayAsync(Guid key, int number)
    {
        await using var tx = await host.Database.WriteAsync();
        tx.Append(new Counted(key, number));
        await tx.CommitAsync();
    }

    async Task ChangeAsync(Func<Tx, Task> change)
    {
        await using var tx = await host.Database.WriteAsync();
        await change(tx);
        await tx.CommitAsync();
    }

    // A transaction of another test's database may hold the horizon back for a moment.
    async Task HearAsync()
    {
        for (var until = DateTime.UtcNow.AddSeconds(30); DateTime.UtcNow < until; await Task.Delay(10))
        {
            await runner.CatchUpAsync(default);
            if ((await desk.ListAsync(default))[0].Waiting == 0) return;
        }

        throw new TimeoutException("Not all was heard.");
    }

    async Task<List<int>> TextAsync(Guid key) =>
        await host.SqlAsync($"select text from note where id = '{key}'") is string text
            ? [.. Tape.Read(text).Select(heard => heard.Number)]
            : [];

    /// <summary>Writes down what it hears, key by key: hearing twice or out of order shows.</summary>
    sealed class Tape(string name) : Reaction
    {
        int heard;

        public Guid First { get; } = Guid.NewGuid();
        public Guid Second { get; } = Guid.NewGuid();
        public HashSet<(Guid Key, int Number)> Bad { get; } = [];
        public int Heard => heard;
        public override string Name => name;
        public override IReadOnlyCollection<string> Hears { get; } = [EventKindAttribute.Of(typeof(Counted))];

        public override async Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events)
        {
            foreach (var logged in events)
            {
                var said = logged.As<Counted>();
                if (said.Key != First && said.Key != Second) continue;
                if (Bad.Contains((said.Key, said.Number))) throw new InvalidOperationException($"bad {said.Number}");
                Interlocked.Increment(ref heard);
                await tx.ExecuteAsync("""
                    insert into note (id, text) values (@Key, @text)
                    on conflict (id) do update set text = note.text || excluded.text
                    """, new { said.Key, text = $"{said.Number}@{logged.At.Ticks}," });
            }
        }

        public override async Task<DateTime> ForgetAsync(Tx tx, DateTime since)
        {
            foreach (var key in new[] { First, Second })
            {
                var text = await tx.OneOrNullAsync<string>(
                    "select text from note where id = @key for update", new { key });
                var kept = Read(text ?? "").Where(heard => heard.Ticks < since.Ticks)
                    .Select(heard => $"{heard.Number}@{heard.Ticks},");
                await tx.ExecuteAsync(
                    "update note set text = @text where id = @key", new { key, text = string.Concat(kept) });
            }

            return since;
        }

        public static IEnumerable<(int Number, long Ticks)> Read(string text) => text
            .Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(heard => heard.Split('@'))
            .Select(parts => (int.Parse(parts[0]), long.Parse(parts[1])));
    }
}
