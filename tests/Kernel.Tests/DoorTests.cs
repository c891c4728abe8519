namespace Feria.Kernel.Tests;

public sealed class DoorTests : IDisposable
{
    const int Room = 2;
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    readonly Clock clock = new();
    readonly Door door;

    public DoorTests() => door = new("test", Room, Patience, clock);

    public void Dispose() => door.Dispose();

    async Task Enter(Rank rank = Rank.Other, CancellationToken stop = default) => await door.EnterAsync(rank, stop);

    void Fill()
    {
        for (var i = 0; i < Room; i++) Assert.True(Enter().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Whoever_is_begun_goes_first_then_the_till_then_the_others_each_in_the_order_they_came()
    {
        Fill();
        var came = new[] { Rank.Other, Rank.Till, Rank.Begun, Rank.Other, Rank.Till }
            .Select((rank, at) => (at, Turn: Enter(rank))).ToList();

        var order = new List<int>();
        while (came.Count > 0)
        {
            door.Leave();
            var (at, turn) = came.Single(one => one.Turn == Task.WhenAny(came.Select(one => one.Turn)).Result);
            await turn;
            order.Add(at);
            came.RemoveAll(one => one.at == at);
        }

        Assert.Equal([2, 1, 4, 0, 3], order);
        Assert.Equal((Room, 0), (door.Inside, door.InLine));
    }

    [Fact]
    public async Task The_line_is_so_long_and_who_comes_then_is_refused_at_once_unless_something_was_done_for_him()
    {
        Fill();
        var line = Enumerable.Range(0, Room * Door.WaitingForEach).Select(_ => Enter()).ToList();

        await Assert.ThrowsAsync<Overloaded>(() => Enter(Rank.Till));
        var begun = Enter(Rank.Begun);
        door.Leave();
        await begun;
        Assert.All(line, one => Assert.False(one.IsCompleted));
    }

    [Fact]
    public async Task Who_waited_too_long_is_refused_though_nobody_leaves_and_his_place_is_free_for_the_next()
    {
        Fill();
        var late = Enter();
        clock.Pass(Patience * 0.9);
        var fresh = Enter(Rank.Begun);
        clock.Pass(Patience * 0.4);
        await Assert.ThrowsAsync<Overloaded>(() => late);
        Assert.Equal((Room, 1), (door.Inside, door.InLine));

        door.Leave();
        await fresh;
        Assert.Equal((Room, 0), (door.Inside, door.InLine));
    }

    [Fact]
    public async Task A_line_that_does_not_empty_has_a_quarter_of_the_patience_until_it_has_emptied_once()
    {
        Fill();
        var came = new List<Task>();
        Come(5);
        Assert.Equal(5, door.InLine);
        Come(5);
        // By now a quarter is enough: only the last is still there.
        Assert.Equal(1, door.InLine);
        clock.Pass(Patience);
        foreach (var one in came) await Assert.ThrowsAsync<Overloaded>(() => one);

        var calm = Enter();
        clock.Pass(Patience * 0.9);
        Assert.False(calm.IsCompleted);
        door.Leave();
        await calm;

        void Come(int times)
        {
            for (var i = 0; i < times; i++)
            {
                came.Add(Enter());
                clock.Pass(Patience * 0.2);
            }
        }
    }

    [Fact]
    public async Task Whoever_is_begun_has_five_times_the_patience()
    {
        Fill();
        var begun = Enter(Rank.Begun);
        clock.Pass(Patience * 4.9);
        Assert.False(begun.IsCompleted);
        clock.Pass(Patience * 0.4);
        await Assert.ThrowsAsync<Overloaded>(() => begun);
    }

    [Fact]
    public async Task Whoever_goes_away_leaves_the_line()
    {
        Fill();
        using var leaving = new CancellationTokenSource();
        var gone = Enter(Rank.Till, leaving.Token);
        var next = Enter();
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);

        door.Leave();
        await next;
        Assert.Equal((Room, 0), (door.Inside, door.InLine));
    }

    /// <summary>Random lives: whatever comes, goes, waits and gives up, no place is lost and none is made.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task No_place_is_lost_or_made(int seed)
    {
        var random = new Random(seed);
        var inside = 0;
        var waiting = new List<(Task Turn, CancellationTokenSource Leaving)>();
        for (var step = 0; step < 5_000; step++)
        {
            switch (random.Next(10))
            {
                case < 5:
                    var leaving = new CancellationTokenSource();
                    waiting.Add((Enter((Rank)random.Next(3), leaving.Token), leaving));
                    break;
                case < 8 when inside > 0:
                    inside--;
                    door.Leave();
                    break;
                case 8 when waiting.Count > 0:
                    await waiting[random.Next(waiting.Count)].Leaving.CancelAsync();
                    break;
                default:
                    clock.Pass(Patience * random.NextDouble());
                    break;
            }

            await CountAsync();
        }

        while (inside > 0 || waiting.Count > 0)
        {
            if (inside > 0)
            {
                inside--;
                door.Leave();
            }

            await CountAsync();
        }

        Assert.Equal((0, 0), (door.Inside, door.InLine));

        // Whom the door decided upon is told in a thread of the pool: as many are let go as it says are gone.
        async Task CountAsync()
        {
            while (waiting.Count > door.InLine)
            {
                var told = await Task.WhenAny(waiting.Select(one => one.Turn));
                waiting.RemoveAll(one => one.Turn == told);
                if (told.IsCompletedSuccessfully) inside++;
            }

            Assert.Equal(inside, door.Inside);
            Assert.InRange(door.Inside, 0, Room);
            Assert.True(door.InLine == 0 || door.Inside == Room);
        }
    }

    sealed class Clock : TimeProvider
    {
        readonly List<Alarm> alarms = [];
        TimeSpan now = TimeSpan.FromDays(1);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => now.Ticks;

        public void Pass(TimeSpan time)
        {
            var until = now + time;
            while (alarms.Where(alarm => alarm.Due <= until).MinBy(alarm => alarm.Due) is { } next)
            {
                now = next.Due!.Value;
                next.Ring();
            }

            now = until;
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan due, TimeSpan period)
        {
            var alarm = new Alarm(this, () => callback(state));
            alarms.Add(alarm);
            alarm.Change(due, period);
            return alarm;
        }

        sealed class Alarm(Clock clock, Action ring) : ITimer
        {
            public TimeSpan? Due { get; private set; }

            public void Ring()
            {
                Due = null;
                ring();
            }

            public bool Change(TimeSpan due, TimeSpan period)
            {
                Due = due == Timeout.InfiniteTimeSpan ? null : clock.now + due;
                return true;
            }

            public void Dispose() => clock.alarms.Remove(this);

            public ValueTask DisposeAsync()
            {
                Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }
}
