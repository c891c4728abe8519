using System.Diagnostics;

namespace Feria.Kernel;

/// <summary>
/// When the primary was first seen to have written how much, over the last minute: by it a replica's lag in seconds is
/// told without comparing clocks, and is nothing where nothing is written.
/// </summary>
sealed class WrittenSince
{
    const int AtMost = 600;

    readonly Queue<(long Ticks, ulong Lsn)> seen = [];
    uint timeline;
    ulong last;
    long began;

    public void Saw(Position position)
    {
        var ticks = Stopwatch.GetTimestamp();
        if (position.Timeline != timeline)
        {
            seen.Clear();
            (timeline, began, last) = (position.Timeline, ticks, 0);
        }

        if (position.Lsn <= last) return;
        last = position.Lsn;
        seen.Enqueue((ticks, last));
        if (seen.Count > AtMost) seen.Dequeue();
    }

    /// <param name="memory">
    /// For so long after this process began to look, the replica's own word counts too: it may be far behind.
    /// </param>
    public TimeSpan BehindOf(Sight replica, TimeSpan memory)
    {
        var missing = seen.FirstOrDefault(one => one.Lsn > replica.At.Lsn);
        if (missing == default) return TimeSpan.Zero;
        var age = Stopwatch.GetElapsedTime(missing.Ticks);
        return Stopwatch.GetElapsedTime(began) < memory && replica.SinceReplay > age ? replica.SinceReplay.Value : age;
    }
}
