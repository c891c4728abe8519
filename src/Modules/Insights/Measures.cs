namespace Feria.Insights;

/// <summary>What is counted of a product or a store, as it is added up.</summary>
public sealed record Tally(
    long Views, long Adds, long Orders, long Units, long RevenueMinor, long UndoneOrders, long UndoneUnits,
    long UndoneMinor, long Reviews = 0, long Stars = 0)
{
    public static readonly Tally Nothing = new(0, 0, 0, 0, 0, 0, 0, 0);

    public static Tally operator +(Tally a, Tally b) => new(
        a.Views + b.Views, a.Adds + b.Adds, a.Orders + b.Orders, a.Units + b.Units, a.RevenueMinor + b.RevenueMinor,
        a.UndoneOrders + b.UndoneOrders, a.UndoneUnits + b.UndoneUnits, a.UndoneMinor + b.UndoneMinor,
        a.Reviews + b.Reviews, a.Stars + b.Stars);

    public Measures In(string currency) => new(
        Views, Adds, Orders, Units, new Money(RevenueMinor, currency), UndoneOrders, UndoneUnits,
        new Money(UndoneMinor, currency), Reviews,
        Reviews == 0 ? null : (int)((Stars * 200 / Reviews + 1) / 2),
        Share(Adds), Share(Orders));

    // Of nothing there is no share; a page may sell more than once a view.
    int? Share(long many) => Views == 0 ? null : (int)Math.Min(many * 10_000 / Views, int.MaxValue);
}

/// <summary>The figures of some days.</summary>
/// <param name="Views">How often the page of a product was seen that the store sells.</param>
/// <param name="Adds">How often an offer of the store came into a cart.</param>
/// <param name="Orders">Orders confirmed in these days.</param>
/// <param name="Revenue">What was bought in them, without delivery.</param>
/// <param name="UndoneOrders">Orders that were sales and were cancelled or sent back in these days.</param>
/// <param name="RatingHundredths">Mean of the reviews in hundredths of a star; null without one.</param>
/// <param name="AddedBasisPoints">Adds in ten thousandths of views; null where nobody looked.</param>
/// <param name="ConversionBasisPoints">Orders in ten thousandths of views; null where nobody looked.</param>
public sealed record Measures(
    long Views, long Adds, long Orders, long Units, Money Revenue, long UndoneOrders, long UndoneUnits, Money Undone,
    long Reviews, int? RatingHundredths, int? AddedBasisPoints, int? ConversionBasisPoints);
