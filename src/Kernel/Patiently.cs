using Microsoft.Extensions.Logging;

namespace Feria.Kernel;

/// <summary>How background loops live through an outage: log once, wait, go on; never end, never spin.</summary>
public static class Patiently
{
    /// <summary>Does the work; an outage is logged and followed by a second's rest.</summary>
    public static async Task DoAsync(Func<Task> work, ILogger log, CancellationToken stop)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
        catch (Exception outage) // a loop that dies here would stop its work for ever
        {
            log.LogError(outage, "Background work failed; it goes on in a second");
            await WaitAsync(Task.Delay(Timeout.Infinite, stop), TimeSpan.FromSeconds(1), stop);
        }
    }

    /// <summary>Waits for the ring, at most so long; returns quietly when stopped.</summary>
    public static async Task WaitAsync(Task ring, TimeSpan atMost, CancellationToken stop)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await Task.WhenAny(ring, Task.Delay(atMost, linked.Token));
        await linked.CancelAsync();
    }
}
