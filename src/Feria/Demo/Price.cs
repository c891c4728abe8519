namespace Feria.Demo;

/// <summary>A price as shops write it, sometimes beside a higher list price.</summary>
sealed record Price(double Dollars, double? ListTimes, Dice Dice)
{
    public static Price Of(Dice dice, Ware ware)
    {
        // Evenly over the magnitudes: most things of a kind are nearer the cheap end.
        var dollars = ware.LowDollars * Math.Pow((double)ware.HighDollars / ware.LowDollars, dice.Part());
        return new(dollars, dice.Chance(.34) ? dice.Of([1.1, 1.15, 1.2, 1.25, 1.33, 1.5]) : null, dice);
    }

    public Price Times(double times) => this with { Dollars = Dollars * times };

    /// <summary>What one store asks: each a little more or less.</summary>
    public (long Minor, long? List) At(string store)
    {
        var here = Dollars * (.95 + store.Sum(letter => letter) % 11 * .01);
        var minor = Written(here);
        return (minor, ListTimes is { } times ? Written(here * times) : null);
    }

    static long Written(double dollars) => dollars switch
    {
        < 20 => (long)Math.Floor(dollars * 2) * 50 + 49,
        < 200 => (long)Math.Floor(dollars) * 100 + 90,
        _ => (long)Math.Floor(dollars / 10) * 1000 + 900,
    };
}
