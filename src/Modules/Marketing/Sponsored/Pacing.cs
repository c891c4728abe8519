namespace Feria.Marketing;

/// <summary>How much of a budget may be spent by now: its share of the time, and an hour more.</summary>
static class Pacing
{
    public static readonly TimeSpan Ahead = TimeSpan.FromHours(1);

    public static long AllowedMinor(long budget, DateTime from, DateTime until, DateTime now)
    {
        if (now < from) return 0;
        var (gone, whole) = (now - from + Ahead, until - from);
        return gone >= whole ? budget : (long)((decimal)budget * gone.Ticks / whole.Ticks);
    }
}
