namespace Feria.Operations;

/// <summary>When those who run the installation are told of incidents.</summary>
public static class IncidentSettings
{
    public static readonly Setting<string> TellFrom =
        Setting.OneOf("incidents.tell-from", "error", "info", "warning", "error", "critical");
    public static readonly Setting<int> TellCount = Setting.Whole("incidents.tell-count", 1, 1, 100_000, "times");
    public static readonly Setting<TimeSpan> TellWithin = Setting.Time("incidents.tell-within", 5, 1, 1440, "minutes");
    public static readonly Setting<int> StormMany = Setting.Whole("incidents.storm-many", 5, 1, 1000, "incidents");
    public static readonly Setting<int> QuietFrom = Setting.Whole("incidents.quiet-from", 22, 0, 23, "hour-utc");
    public static readonly Setting<int> QuietUntil = Setting.Whole("incidents.quiet-until", 6, 0, 23, "hour-utc");
    public static readonly Setting<TimeSpan> EscalateAfter =
        Setting.Time("incidents.escalate-after", 15, 1, 1440, "minutes");
    public static readonly Setting<TimeSpan> WellAfter = Setting.Time("incidents.well-after", 5, 1, 1440, "minutes");

    public static readonly Setting[] All =
        [TellFrom, TellCount, TellWithin, StormMany, QuietFrom, QuietUntil, EscalateAfter, WellAfter];

    public static Severity SeverityOf(string word) => Enum.Parse<Severity>(word, ignoreCase: true);

    /// <summary>Whether it is between the two hours; equal hours are never quiet.</summary>
    public static bool IsQuiet(int from, int until, DateTimeOffset now) => from <= until
        ? now.UtcDateTime.Hour >= from && now.UtcDateTime.Hour < until
        : now.UtcDateTime.Hour >= from || now.UtcDateTime.Hour < until;
}
