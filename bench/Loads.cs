using System.Diagnostics;
using System.Net.Sockets;

namespace Feria.Bench;

/// <summary>
/// One thing somebody does over a kept connection; false where the answer was not the right one.
/// </summary>
delegate ValueTask<bool> Act(Wire wire, Chance chance, CancellationToken stop);

/// <summary>What came of a load.</summary>
/// <param name="Times">Milliseconds of what was answered rightly, sorted.</param>
/// <param name="Errors">What was answered wrongly, or not at all.</param>
sealed record Outcome(IReadOnlyList<double> Times, int Errors, double Seconds)
{
    public double PerSecond => Times.Count / Seconds;

    public double At(double share) => Math.Round(ReadSide.Share(Times, share), 2);
}

/// <summary>The two ways to put a server under load.</summary>
static class Loads
{
    /// <summary>The status of what was not answered, or not sent.</summary>
    public const int NoAnswer = 0;

    // What is not sent so long after the end is not sent any more.
    static readonly TimeSpan Late = TimeSpan.FromSeconds(1);

    // Who has no answer so long after the end is not waited for.
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Closed: so many clients, each asking again as soon as it is answered. Tells the throughput.</summary>
    public static Task<Outcome> ClosedAsync(
        Uri server, Act act, int clients, TimeSpan during, CancellationToken stop)
    {
        var begun = 0L;
        return RunAsync(server, act, clients, during, begin => begun = begin, async (hand, times) =>
        {
            var errors = 0;
            while (Stopwatch.GetElapsedTime(begun) < during)
            {
                var asked = Stopwatch.GetTimestamp();
                if (await hand.DoAsync()) times.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
                else errors++;
            }

            return errors;
        }, stop);
    }

    /// <summary>
    /// Open: so many a second, whether or not the ones before were answered. Each is counted from the instant it was
    /// due, also where all connections were busy: a slow server cannot hide its queue.
    /// </summary>
    /// <param name="hear">Hears each request's status and how many milliseconds it took.</param>
    /// <param name="begins">Called when all are connected.</param>
    public static Task<Outcome> OpenAsync(
        Uri server, Act act, double perSecond, int connections, TimeSpan during, CancellationToken stop,
        Action<int, double>? hear = null, Action? begins = null)
    {
        var (begun, next, all) = (0L, -1L, (long)Math.Max(1, perSecond * during.TotalSeconds));
        return RunAsync(server, act, connections, during, Begin, async (hand, times) =>
        {
            var errors = 0;
            while (Interlocked.Increment(ref next) is var number && number < all)
            {
                var due = begun + (long)(number * Stopwatch.Frequency / perSecond);
                await UntilAsync(due, stop);
                // A timer may be a little early; that is not the server's merit.
                var from = Math.Min(due, Stopwatch.GetTimestamp());
                var isSent = Stopwatch.GetElapsedTime(begun) < during + Late;
                var isGood = isSent && await hand.DoAsync();
                var took = Stopwatch.GetElapsedTime(from).TotalMilliseconds;
                if (isGood) times.Add(took);
                else errors++;
                hear?.Invoke(isSent ? hand.LastStatus : NoAnswer, took);
            }

            return errors;
        }, stop);

        void Begin(long begin)
        {
            begun = begin;
            begins?.Invoke();
        }
    }

    /// <summary>Waits for an instant, to a millisecond.</summary>
    public static async ValueTask UntilAsync(long due, CancellationToken stop)
    {
        var wait = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
        if (wait > TimeSpan.FromMilliseconds(1)) await Task.Delay(wait, stop);
    }

    static async Task<Outcome> RunAsync(
        Uri server, Act act, int hands, TimeSpan during, Action<long> begin,
        Func<Hand, List<double>, Task<int>> workAsync, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var all = new List<Hand>();
        try
        {
            for (var n = 0; n < hands; n++)
            {
                all.Add(new(server, act, new(Chance.SeedOf(1, "hand", n)), patience.Token));
                await all[^1].OpenAsync();
            }

            patience.CancelAfter(during + Patience);
            begin(Stopwatch.GetTimestamp());
            var watch = Stopwatch.StartNew();
            var done = await Task.WhenAll(all.Select(hand => Task.Run(async () =>
            {
                var times = new List<double>();
                return (Times: times, Errors: await workAsync(hand, times));
            }, stop)));
            var seconds = Math.Max(during.TotalSeconds, watch.Elapsed.TotalSeconds);
            stop.ThrowIfCancellationRequested();
            return new([.. done.SelectMany(one => one.Times).Order()], done.Sum(one => one.Errors), seconds);
        }
        finally
        {
            foreach (var hand in all) hand.Dispose();
        }
    }

    sealed class Hand(Uri server, Act act, Chance chance, CancellationToken stop) : IDisposable
    {
        Wire? wire;

        public int LastStatus => wire?.LastStatus ?? NoAnswer;

        public async Task OpenAsync() => wire = await Wire.OpenAsync(server, stop);

        public async ValueTask<bool> DoAsync()
        {
            try
            {
                wire ??= await Wire.OpenAsync(server, stop);
                return await act(wire, chance, stop);
            }
            catch (Exception lost) when (lost is IOException or SocketException or OperationCanceledException)
            {
                wire?.Dispose();
                wire = null;
                return false;
            }
        }

        public void Dispose() => wire?.Dispose();
    }
}
