using System.Diagnostics.Metrics;

namespace Feria.Kernel;

/// <summary>
/// Asks the primary how far it has written, once for all who want to know: while one question runs, whoever comes
/// shares the next, which begins after they came.
/// </summary>
sealed class LatestPosition(Nodes nodes)
{
    static readonly Meter Meter = new("Feria");
    static readonly Counter<long> Wanted = Meter.CreateCounter<long>(
        "feria.position.wanted", description: "Callers who had written and wanted to know how far.");
    static readonly Counter<long> Asked = Meter.CreateCounter<long>(
        "feria.position.asked", description: "Questions to the primary that answered them.");

    readonly Lock turn = new();
    Task<Position?> running = Task.FromResult<Position?>(null);
    Task<Position?>? next;

    /// <summary>A position after everything committed before this call; null where the primary does not say.</summary>
    public Task<Position?> NowAsync()
    {
        Wanted.Add(1);
        lock (turn) return next ??= AfterAsync(running);
    }

    async Task<Position?> AfterAsync(Task before)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        lock (turn) (running, next) = (next!, null);
        Asked.Add(1);
        return nodes.Primary is { } primary ? await primary.AskPositionAsync() : null;
    }
}
