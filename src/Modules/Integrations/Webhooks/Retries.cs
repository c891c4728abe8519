namespace Feria.Integrations;

/// <summary>When what failed is tried again: soon at first, then ever later, for 72 hours.</summary>
static class Retries
{
    public static readonly TimeSpan Longest = TimeSpan.FromHours(72);

    /// <summary>What a receiver may ask to be left alone for.</summary>
    static readonly TimeSpan MostAsked = TimeSpan.FromHours(6);

    static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10),
        TimeSpan.FromMinutes(30), TimeSpan.FromHours(1), TimeSpan.FromHours(2), TimeSpan.FromHours(4),
        TimeSpan.FromHours(8),
    ];

    /// <summary>The next try's time after one that failed now; null where that was the last.</summary>
    /// <param name="tries">So often it was tried since it was wanted.</param>
    /// <param name="asked">What the receiver asked for by Retry-After.</param>
    /// <param name="chance">From 0 to 1: receivers that failed together are not called together.</param>
    public static DateTime? Next(int tries, DateTime wanted, DateTime now, TimeSpan? asked, double chance)
    {
        var last = wanted + Longest;
        if (now >= last) return null;
        var wait = Waits[Math.Clamp(tries - 1, 0, Waits.Length - 1)] * (0.8 + 0.4 * chance);
        if (asked > wait) wait = asked.Value < MostAsked ? asked.Value : MostAsked;
        return now + wait < last ? now + wait : last;
    }
}
