namespace Feria.Kernel;

/// <summary>
/// Token buckets of this process. Of too many keys the one asked about longest ago is forgotten, which fills it again.
/// </summary>
/// <remarks>
/// A bucket is one instant: when it will be full. It may lie at most <c>burst</c> intervals ahead, and taking one moves
/// it an interval on.
/// </remarks>
public sealed class Buckets(TimeProvider clock, int most = 100_000)
{
    readonly Lock gate = new();
    readonly Recent<TimeSpan> fullAt = new(most);

    public Taken Take(string key, Allowance allowance)
    {
        lock (gate)
        {
            var now = clock.GetElapsedTime(0);
            var ahead = allowance.Interval * allowance.Burst;
            var full = fullAt.TryGet(key, out var known) && known > now ? known : now;
            // The allowance may have been larger when this was written.
            if (full > now + ahead) full = now + ahead;

            var wait = full + allowance.Interval - ahead - now;
            if (wait > TimeSpan.Zero) return new(false, wait);
            fullAt.Put(key, full + allowance.Interval, 1);
            return new(true, TimeSpan.Zero);
        }
    }
}
