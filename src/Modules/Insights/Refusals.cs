namespace Feria.Insights;

/// <summary>Every "no" the figures can say.</summary>
public static class Refusals
{
    public static readonly Refusal WrongDays = new(400, "statistics_wrong_days",
        "Ask for days from the year 2000 to today, the first before the last, and no more than 366 of them.");
}
