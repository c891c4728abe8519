using System.Diagnostics;

namespace Feria.Catalog;

/// <summary>
/// How much an import does at once. Where shoppers are served it takes few products at a time, so that who buys one of
/// them waits for no more than these, and rests as long as it worked; where nobody serves it is as fast as it can be.
/// </summary>
public sealed class ImportPace(Processes processes)
{
    const int Many = 400;
    const int Few = 100;
    const double SilentSeconds = 30;
    static readonly TimeSpan Between = TimeSpan.FromSeconds(5);

    long? lookedAt;
    bool isServed;

    /// <summary>Products of the next batch.</summary>
    public async Task<int> BatchAsync(CancellationToken stop)
    {
        if (lookedAt is { } last && Stopwatch.GetElapsedTime(last) < Between) return isServed ? Few : Many;
        isServed = (await processes.ListAsync(stop)).Any(one => !one.IsDraining && one.SilentSeconds < SilentSeconds);
        lookedAt = Stopwatch.GetTimestamp();
        return isServed ? Few : Many;
    }

    public Task RestAsync(TimeSpan worked, CancellationToken stop) =>
        isServed ? Task.Delay(worked, stop) : Task.CompletedTask;
}
