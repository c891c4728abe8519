namespace Feria.Search;

/// <summary>
/// Prices are counted in steps of 1, 2, 5, 10, 20, 50 … minor units, so ranges can be built of any catalogue.
/// </summary>
static class PriceSteps
{
    static readonly long[] Bounds =
        [.. Enumerable.Range(0, 13)
            .SelectMany(power => new[] { 1, 2, 5 }.Select(lead => lead * (long)Math.Pow(10, power)))];

    /// <summary>How many bounds the price has reached; 0 without a price or for nothing.</summary>
    public static short Of(long? priceMinor) =>
        (short)(priceMinor is null ? 0 : Bounds.Count(bound => bound <= priceMinor));

    /// <summary>The lowest price of a step.</summary>
    public static long From(int step) => step == 0 ? 0 : Bounds[step - 1];
}
