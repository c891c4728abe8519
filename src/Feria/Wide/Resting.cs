namespace Feria.Wide;

/// <summary>
/// Gives memory and connections back to the machine once there is little to do: after the start, and after a crowd has
/// gone. The collector keeps what it once held for the next crowd, the pools keep their connections; a machine that
/// others share has better uses for them. Only where the process serves and is nothing else: no other host in it is
/// kept waiting meanwhile.
/// </summary>
sealed class Resting(Database database) : BackgroundService
{
    const long WorthIt = 16 << 20;

    static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    // Of a processor. What was allocated does not tell: the runtime counts it only now and then.
    static readonly TimeSpan Quiet = Look * .05;

    TimeSpan worked;
    long kept;

    public static void Add(WebApplicationBuilder builder) => builder.Services.AddHostedService<Resting>();

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        using var looks = new PeriodicTimer(Look);
        while (await looks.WaitForNextTickAsync(stop))
            if (IsWorthIt(Environment.CpuUsage.TotalTime, GC.GetGCMemoryInfo().TotalCommittedBytes)) GiveBack();
    }

    /// <summary>Whether little was done since the last look, and much more is held than after the last time.</summary>
    /// <param name="processorTime">Of this process since it began.</param>
    internal bool IsWorthIt(TimeSpan processorTime, long committedBytes)
    {
        var isQuiet = processorTime - worked < Quiet;
        worked = processorTime;
        return isQuiet && committedBytes - kept > WorthIt;
    }

    /// <summary>So much is held after it.</summary>
    internal void Gave(long committedBytes) => kept = committedBytes;

    void GiveBack()
    {
        database.Nodes.CloseIdle();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        Gave(GC.GetGCMemoryInfo().TotalCommittedBytes);
    }
}
