namespace Feria.Kernel;

/// <summary>How often something may be done: a burst at once, then so many a second.</summary>
public sealed class Allowance
{
    static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    /// <summary>From one a day to a million a second.</summary>
    /// <param name="perSecond">May be a fraction: 5 in a quarter of an hour are 5 / 900.0.</param>
    public Allowance(double perSecond, int burst)
    {
        if (!(perSecond is >= 1 / 86_400.0 and <= 1_000_000))
            throw new ArgumentOutOfRangeException(nameof(perSecond), perSecond, "One a day to a million a second.");
        ArgumentOutOfRangeException.ThrowIfLessThan(burst, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(burst, 1_000_000);
        PerSecond = perSecond;
        Burst = burst;
        Interval = TimeSpan.FromMicroseconds(Math.Max(1, Math.Round(1_000_000 / perSecond)));
        if (burst > Longest / Interval)
            throw new ArgumentOutOfRangeException(nameof(burst), burst, "It fills up again within 30 days.");
    }

    public double PerSecond { get; }
    public int Burst { get; }

    /// <summary>How long it takes until one more may be taken; whole microseconds.</summary>
    public TimeSpan Interval { get; }
}

/// <summary>Whether it was taken; if not, after how long it is worth asking again.</summary>
public readonly record struct Taken(bool IsTaken, TimeSpan Wait);
