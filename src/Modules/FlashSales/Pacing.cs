namespace Feria.FlashSales;

/// <summary>How fast and for how many units turns are given: pure.</summary>
public static class Pacing
{
    /// <summary>Turns a second there are at least, so that there is something to measure.</summary>
    public const double LeastRate = 20;

    const double Headroom = 1.5;
    static readonly TimeSpan MostAtOnce = TimeSpan.FromSeconds(1);

    /// <summary>Over how long placements are counted.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Half as many again as checkout placed a second: it grows while checkout keeps up, and levels off where not.
    /// </summary>
    public static double Rate(int placedInWindow) =>
        Math.Max(LeastRate, Headroom * placedInWindow / Window.TotalSeconds);

    /// <summary>
    /// Turns that may be given now: a part of one is kept for the next step, but never more than a second's.
    /// </summary>
    public static double Credit(double kept, double rate, TimeSpan sinceLast) =>
        Math.Min(rate * MostAtOnce.TotalSeconds, kept + rate * Math.Max(0, sinceLast.TotalSeconds));

    public sealed record Waiting(Guid Id, int Number, int PerBuyer);

    public sealed record Turn(Guid Id, int Number, int Allowed);

    /// <summary>
    /// Turns in the order of numbers, as long as there are units nobody has a right to; the last may be for fewer.
    /// </summary>
    public static IReadOnlyList<Turn> Admit(int free, IEnumerable<Waiting> waiting)
    {
        var turns = new List<Turn>();
        foreach (var next in waiting)
        {
            if (free <= 0) break;
            var allowed = Math.Min(next.PerBuyer, free);
            turns.Add(new(next.Id, next.Number, allowed));
            free -= allowed;
        }

        return turns;
    }

    /// <summary>What is taken, allowed, held and sold of a sale.</summary>
    public sealed record Use(int Taken, int Allowed, int Held, int Sold, int PlacedLately)
    {
        /// <summary>Units nobody has, and in a line nobody has a right to.</summary>
        public int Free(Sale sale) => sale.Units - Taken - (sale.HasLine ? Allowed : 0);
    }

    /// <summary>Why the sale closes now; null while it goes on.</summary>
    public static string? Close(Sale sale, Use use, DateTime now) =>
        use.Sold >= sale.Units ? "sold_out"
        : now < sale.LastCall || use.Held > 0 ? null
        : use.Allowed > 0 && sale.HasLine ? null
        : sale.StoppedAt is not null ? "stopped"
        : "ended";

    /// <summary>
    /// Seconds until a position's turn, where there is a unit for it; null where one must come back first.
    /// </summary>
    public static int? Estimate(int position, double rate, int free) =>
        position > free ? null : (int)Math.Ceiling(position / Math.Max(rate, LeastRate));

    /// <summary>After how many seconds it is worth asking again: the nearer, the sooner.</summary>
    public static double AskAgain(int position, double rate) =>
        Math.Clamp(position / Math.Max(rate, LeastRate) / 4, 1.5, 10);

    /// <summary>The same before the start, by the seconds that are left.</summary>
    public static double AskAgain(TimeSpan untilStart) => Math.Clamp(untilStart.TotalSeconds / 4, 1.5, 20);
}
