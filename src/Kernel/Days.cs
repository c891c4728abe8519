namespace Feria.Kernel;

/// <summary>The days somebody asks about, the first and the last among them, in UTC.</summary>
public readonly record struct Days(DateOnly First, DateOnly Last)
{
    public const int Most = 366;
    const int Usual = 30;

    public int Count => Last.DayNumber - First.DayNumber + 1;

    /// <summary>As many days right before.</summary>
    public Days Before => new(First.AddDays(-Count), First.AddDays(-1));

    public DateTime From => First.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);

    /// <summary>Where the last day ends.</summary>
    public DateTime Until => Last.AddDays(1).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);

    public IEnumerable<DateOnly> Each() => Enumerable.Range(0, Count).Select(First.AddDays);

    /// <summary>What is asked for; the last thirty days where nothing is. Null where it cannot be answered.</summary>
    public static Days? Of(DateOnly? from, DateOnly? to, DateOnly today)
    {
        // East of here it is tomorrow already.
        if (to > today.AddDays(1) || from > today.AddDays(1) || from?.Year < 2000 || to?.Year < 2000) return null;
        var last = to ?? today;
        var days = new Days(from ?? last.AddDays(1 - Usual), last);
        return days.Count is >= 1 and <= Most ? days : null;
    }

    public static DateOnly Today(TimeProvider clock) => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
}
