using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Feria.Kernel;

/// <summary>How background loops live through an outage: log once, wait, go on; never end, never spin.</summary>
public static class Patiently
{
    // Whether the loops of a logger's class are in an outage that was told already.
    static readonly ConditionalWeakTable<ILogger, StrongBox<bool>> Told = [];

    /// <summary>
    /// Does the work; a failure is followed by a second's rest. An outage of the database is logged as it begins and as
    /// it ends, any other failure each time.
    /// </summary>
    public static async Task DoAsync(Func<Task> work, ILogger log, CancellationToken stop)
    {
        var told = Told.GetOrCreateValue(log);
        try
        {
            await work();
            if (Volatile.Read(ref told.Value) && Interlocked.Exchange(ref told.Value, false))
                log.LogInformation("The database is back; background work goes on");
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
        catch (NpgsqlException outage) when (Outage.IsOfNode(outage))
        {
            if (!Interlocked.Exchange(ref told.Value, true))
                log.LogWarning("Background work waits for the database: {Outage}", outage.GetBaseException().Message);
            await RestAsync(stop);
        }
        catch (Exception failure) // a loop that dies here would stop its work for ever
        {
            log.LogError(failure, "Background work failed; it goes on in a second");
            await RestAsync(stop);
        }
    }

    static Task RestAsync(CancellationToken stop) =>
        WaitAsync(Task.Delay(Timeout.Infinite, stop), TimeSpan.FromSeconds(1), stop);

    /// <summary>Waits for the ring, at most so long; returns quietly when stopped.</summary>
    public static async Task WaitAsync(Task ring, TimeSpan atMost, CancellationToken stop)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await Task.WhenAny(ring, Task.Delay(atMost, linked.Token));
        await linked.CancelAsync();
    }
}
