using System.Globalization;

namespace Feria.Bench;

/// <summary>How much of everything a world has.</summary>
/// <param name="Products">Made where nothing is for sale yet; else what is for sale is taken.</param>
/// <param name="Orders">One store's part of a checkout each; confirmed, and most of them delivered.</param>
/// <param name="Until">The day the last order was placed before, in UTC.</param>
sealed record Size(int Users, int Products, int Orders, int Reviews, DateTime Until, ulong Seed = 20)
{
    /// <summary>The trade is of so many days.</summary>
    public const int Days = 730;

    public static Size Full(DateTime until) => new(500_000, 100_000, 10_000_000, 2_000_000, until.Date);

    /// <summary>Where none is given, one of a hundred products each, at most two hundred.</summary>
    public int Stores
    {
        get => field > 0 ? field : Math.Clamp(Products / 100, 1, 200);
        init;
    }

    public DateTime From => Until.AddDays(-Days);

    /// <summary>As a share of the full size: <c>1%</c>, <c>0.5%</c>, <c>full</c>; null where it is none.</summary>
    public static Size? Read(string text, DateTime until)
    {
        if (text == "full") return Full(until);
        return text.EndsWith('%')
            && double.TryParse(text[..^1], NumberStyles.Float, CultureInfo.InvariantCulture, out var percent)
            && percent is >= .01 and <= 100
                ? Full(until).Times(percent / 100)
                : null;
    }

    public Size Times(double share) => this with
    {
        Users = (int)Math.Round(Users * share),
        Products = (int)Math.Round(Products * share),
        Orders = (int)Math.Round(Orders * share),
        Reviews = (int)Math.Round(Reviews * share),
    };
}
