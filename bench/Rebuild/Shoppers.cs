using System.Collections.Concurrent;
using System.Diagnostics;

namespace Feria.Bench;

/// <summary>
/// Sends requests at a fixed rate, whether or not the ones before were answered, and counts each from the instant it
/// was due: who waits in a queue waits, also where nobody had the time to send.
/// </summary>
/// <param name="askAsync">One request, by its number; false or an exception is an error.</param>
sealed class Shoppers(int perSecond, Func<long, CancellationToken, Task<bool>> askAsync)
{
    // More at once than this and the machine only measures how it drowns: the rest are errors.
    const int Most = 2000;

    readonly ConcurrentQueue<(long Due, double TookMs, bool IsError)> answered = [];
    readonly ConcurrentDictionary<long, long> open = [];

    /// <summary>What was due in a time: how long it took, and how many failed.</summary>
    public sealed record Figures(double P50Ms, double P99Ms, int Count, int Errors);

    public async Task RunAsync(CancellationToken stop)
    {
        var begun = Stopwatch.GetTimestamp();
        for (var number = 0L; !stop.IsCancellationRequested; number++)
        {
            var due = begun + number * Stopwatch.Frequency / perSecond;
            var wait = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
            if (wait > TimeSpan.Zero) await Task.WhenAny(Task.Delay(wait, stop));
            if (open.Count < Most) _ = OneAsync(number, due, stop);
            else answered.Enqueue((due, 0, true));
        }

        while (!open.IsEmpty) await Task.Delay(10, CancellationToken.None);
    }

    /// <summary>Of what was due between two instants, once all of it is answered: the slowest count most.</summary>
    public async Task<Figures> BetweenAsync(long from, long to, CancellationToken stop)
    {
        while (open.Values.Any(due => due < to)) await Task.Delay(50, stop);
        var all = answered.Where(one => one.Due >= from && one.Due < to).ToList();
        double[] took = [.. all.Where(one => !one.IsError).Select(one => one.TookMs).Order()];
        return new(
            Math.Round(ReadSide.Share(took, .5), 1), Math.Round(ReadSide.Share(took, .99), 1), all.Count,
            all.Count(one => one.IsError));
    }

    async Task OneAsync(long number, long due, CancellationToken stop)
    {
        open[number] = due;
        try
        {
            await Task.Yield();
            var isWell = await askAsync(number, stop);
            answered.Enqueue((due, Stopwatch.GetElapsedTime(due).TotalMilliseconds, !isWell));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Nobody waits for it any more.
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            answered.Enqueue((due, 0, true));
        }
        finally
        {
            open.TryRemove(number, out _);
        }
    }
}
