namespace Feria.Testing;

/// <summary>How a <see cref="FaultProxy"/> treats what passes; switched while it runs.</summary>
public abstract record Fault
{
    /// <summary>Everything passes at once.</summary>
    public static readonly Fault None = new Passing();

    /// <summary>Open connections are reset and new ones refused.</summary>
    public static readonly Fault Cut = new Cutting();

    /// <summary>Connections stand and are taken, and nothing comes through: one way or both.</summary>
    public static Fault HalfOpen(Way ways = Way.Both) => new Holding(ways);

    /// <summary>Each piece comes so much later, more or less by up to the jitter.</summary>
    public static Fault Delay(TimeSpan time, TimeSpan jitter = default, Way ways = Way.Both) =>
        new Delaying(time, jitter, ways);

    public static Fault Slow(int bytesPerSecond, Way ways = Way.Both) => new Slowing(bytesPerSecond, ways);

    /// <summary>A share, from 0 to 1, of new connections and of pieces in mid-flight is met with a reset.</summary>
    public static Fault Errors(double ofNew, double ofPieces = 0, int seed = 1) => new Failing(ofNew, ofPieces, seed);

    internal sealed record Passing : Fault;

    internal sealed record Cutting : Fault;

    internal sealed record Holding(Way Ways) : Fault;

    internal sealed record Delaying(TimeSpan Time, TimeSpan Jitter, Way Ways) : Fault;

    internal sealed record Slowing(int BytesPerSecond, Way Ways) : Fault;

    internal sealed record Failing(double OfNew, double OfPieces, int Seed) : Fault
    {
        readonly Random random = new(Seed);

        public bool Strikes(double share)
        {
            lock (random) return share > 0 && random.NextDouble() < share;
        }
    }
}

[Flags]
public enum Way
{
    ToServer = 1,
    ToClient = 2,
    Both = ToServer | ToClient,
}
