namespace Feria.Recommendations;

/// <summary>Every "no" this module can say.</summary>
public static class Refusals
{
    public static readonly Refusal TimeOutOfBounds = new(422, "time_out_of_bounds",
        "Say when it was done: within the last 90 days, and not in the future.");

    public static readonly Refusal QueryNeeded = new(422, "query_needed", "A search says what was searched for.");

    public static readonly Refusal ProductNeeded = new(422, "product_needed", "Say which product it was done with.");
}
