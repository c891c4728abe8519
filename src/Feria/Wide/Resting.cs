namespace Feria.Wide;

/// <summary>
/// Gives memory back to the machine once there is little to do: after the start, and after a crowd has gone. The
/// collector keeps what it once held for the next crowd; a machine that others share has better uses for it.
/// </summary>
sealed class Resting : BackgroundService
{
    const long QuietBytes = 4 << 20;
    const long WorthIt = 16 << 20;

    static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    long allocated;
    long kept;

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        using var looks = new PeriodicTimer(Look);
        while (await looks.WaitForNextTickAsync(stop))
            if (IsWorthIt(GC.GetTotalAllocatedBytes(), GC.GetGCMemoryInfo().TotalCommittedBytes)) GiveBack();
    }

    /// <summary>Whether little was made since the last look, and much more is held than after the last time.</summary>
    internal bool IsWorthIt(long allocatedBytes, long committedBytes)
    {
        var isQuiet = allocatedBytes - allocated < QuietBytes;
        allocated = allocatedBytes;
        return isQuiet && committedBytes - kept > WorthIt;
    }

    /// <summary>So much is held after it.</summary>
    internal void Gave(long committedBytes) => kept = committedBytes;

    void GiveBack()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        Gave(GC.GetGCMemoryInfo().TotalCommittedBytes);
    }
}
