using System.Diagnostics.Metrics;

namespace Feria.Kernel;

/// <summary>Who is served first where not all can be.</summary>
public enum Rank
{
    /// <summary>Something was done for it already: half of it would be for nothing.</summary>
    Begun,

    /// <summary>Somebody who is buying, or who looks after the marketplace.</summary>
    Till,

    /// <summary>Everybody else.</summary>
    Other,
}

/// <summary>
/// Lets so many at once to the database. Others wait in a short line, the urgent first and then in the order they came,
/// and are refused where it is full or once they waited too long: late is as good as never, and costs the next a turn.
/// A line that does not empty any more has a quarter of the patience, so that who comes next is served soon.
/// </summary>
public sealed class Door : IDisposable
{
    /// <summary>So many wait for each place inside.</summary>
    internal const int WaitingForEach = 32;

    const int BegunPatience = 5;
    const int Hurry = 4;

    static readonly Meter Meter = new("Feria");
    static readonly UpDownCounter<int> InsideNow = Meter.CreateUpDownCounter<int>(
        "feria.door.inside", description: "Who works with the database now, of requests.");
    static readonly UpDownCounter<int> WaitingNow = Meter.CreateUpDownCounter<int>(
        "feria.door.waiting", description: "Requests that wait for their turn at the database.");
    static readonly Counter<long> Refusals = Meter.CreateCounter<long>(
        "feria.door.refused", description: "Requests that were refused their turn, as the line was full or too slow.");
    static readonly Histogram<double> Waits = Meter.CreateHistogram<double>(
        "feria.door.wait", "s", "How long those waited who did not go straight through.");

    readonly Lock gate = new();
    readonly LinkedList<Waiting>[] lines = [new(), new(), new()];
    readonly KeyValuePair<string, object?> named;
    readonly int room;
    readonly TimeSpan patience;
    readonly TimeProvider clock;
    readonly ITimer timer;
    int inside;
    int waiting;
    long busySince;
    bool isArmed;

    /// <param name="name">As the meters call it.</param>
    /// <param name="room">How many may be inside.</param>
    /// <param name="patience">How long one waits at most.</param>
    public Door(string name, int room, TimeSpan patience, TimeProvider clock)
    {
        (named, this.room, this.patience, this.clock) = (new("door", name), room, patience, clock);
        timer = clock.CreateTimer(_ => Tick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public int Inside
    {
        get { lock (gate) return inside; }
    }

    public int InLine
    {
        get { lock (gate) return waiting; }
    }

    /// <summary>Returns inside: <see cref="Leave"/> is called once. <see cref="Overloaded"/> where refused.</summary>
    public ValueTask EnterAsync(Rank rank, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        Waiting mine;
        lock (gate)
        {
            if (inside < room)
            {
                inside++;
                InsideNow.Add(1, named);
                return ValueTask.CompletedTask;
            }

            if (rank != Rank.Begun && waiting >= room * WaitingForEach)
            {
                Refusals.Add(1, named);
                throw new Overloaded();
            }

            if (waiting++ == 0) busySince = clock.GetTimestamp();
            WaitingNow.Add(1, named);
            mine = new(rank, clock.GetTimestamp());
            lines[(int)rank].AddLast(mine.Place);
            Arm();
        }

        return WaitAsync(mine, stop);
    }

    public void Leave()
    {
        lock (gate)
        {
            Sweep();
            if (lines.FirstOrDefault(line => line.Count > 0)?.First is { } next) End(next.Value, Outcome.Served);
            else
            {
                inside--;
                InsideNow.Add(-1, named);
            }
        }
    }

    public void Dispose() => timer.Dispose();

    async ValueTask WaitAsync(Waiting mine, CancellationToken stop)
    {
        await using var leaving = stop.UnsafeRegister(_ => GiveUp(mine), null);
        var outcome = await mine.Done.Task;
        Waits.Record(clock.GetElapsedTime(mine.Since).TotalSeconds, named);
        if (outcome == Outcome.Refused) throw new Overloaded();
        if (outcome == Outcome.Left) throw new OperationCanceledException(stop);
    }

    void GiveUp(Waiting one)
    {
        lock (gate) End(one, Outcome.Left);
    }

    void Tick()
    {
        lock (gate)
        {
            isArmed = false;
            Sweep();
            if (waiting > 0) Arm();
        }
    }

    // Called under the gate, as all below.
    void Arm()
    {
        if (isArmed) return;
        isArmed = true;
        timer.Change(patience / Hurry, Timeout.InfiniteTimeSpan);
    }

    void Sweep()
    {
        foreach (var line in lines)
            while (line.First is { } first && IsLate(first.Value)) End(first.Value, Outcome.Refused);
    }

    bool IsLate(Waiting one)
    {
        var limit = one.Rank == Rank.Begun ? patience * BegunPatience
            : clock.GetElapsedTime(busySince) > patience ? patience / Hurry
            : patience;
        return clock.GetElapsedTime(one.Since) > limit;
    }

    void End(Waiting one, Outcome outcome)
    {
        if (one.Place.List is null) return;
        one.Place.List.Remove(one.Place);
        waiting--;
        WaitingNow.Add(-1, named);
        if (outcome == Outcome.Refused) Refusals.Add(1, named);
        one.Done.SetResult(outcome);
    }

    enum Outcome { Served, Refused, Left }

    sealed class Waiting
    {
        public Waiting(Rank rank, long since) => (Rank, Since, Place) = (rank, since, new(this));

        public Rank Rank { get; }
        public long Since { get; }
        public LinkedListNode<Waiting> Place { get; }
        public TaskCompletionSource<Outcome> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>More is asked than can be done in time: nothing was done, and trying again later makes sense.</summary>
public sealed class Overloaded() : TimeoutException("More is asked of the database than it can do in time.");
