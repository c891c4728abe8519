namespace Feria.Marketing;

/// <summary>What a campaign brought.</summary>
/// <param name="Arms">The hold-out first, then the variants.</param>
/// <param name="Whole">All who were to be told, against the hold-out.</param>
/// <param name="Days">What was done on each, of all who were to be told; at most sixty.</param>
public sealed record CampaignResults(
    IReadOnlyList<ArmResults> Arms, Incremental? Whole, IReadOnlyList<CampaignDay> Days);

/// <param name="People">All who fell into it, whatever became of their message.</param>
/// <param name="Clicks">Of how many people.</param>
/// <param name="Buyers">People in it who bought within a fortnight.</param>
/// <param name="Revenue">Of those orders in the campaign's currency; what was undone is not in it.</param>
/// <param name="Others">The same in other currencies.</param>
/// <param name="ClickedOrders">Orders within a week after their buyer followed the link.</param>
public sealed record ArmResults(
    int Arm, int People, int Sent, int Clicks, int Buyers, int Orders, Money Revenue, IReadOnlyList<Money> Others,
    int ClickedOrders, Money ClickedRevenue, Money Cost, Incremental? Incremental);

/// <summary>Revenue that would not have been without it, and between what it lies with 95 % certainty.</summary>
public sealed record Incremental(Money Revenue, Money From, Money To);

public sealed record CampaignDay(DateOnly Day, int Clicks, int Orders, Money Revenue);

/// <summary>
/// What a campaign brought beyond what would have been bought anyway: the difference of two means, with the interval
/// of Welch (Biometrika 34, 1947) at a normal quantile, as groups here are of hundreds of people and more. People are
/// counted in the group they fell into, also where their message failed: else the groups would not be alike.
/// </summary>
static class Lift
{
    const double Quantile = 1.959964;

    /// <param name="People">How many.</param>
    /// <param name="Sum">Of what each of them spent.</param>
    /// <param name="Squares">Of the same, squared.</param>
    public sealed record Group(long People, decimal Sum, decimal Squares)
    {
        public static Group operator +(Group one, Group other) =>
            new(one.People + other.People, one.Sum + other.Sum, one.Squares + other.Squares);

        public decimal Mean => Sum / People;

        // Of a sample: its mean was taken out of it.
        public decimal Variance => Math.Max(0, (Squares - Sum * Sum / People) / (People - 1));
    }

    /// <summary>Null where a group has fewer than two people: nothing can be told then.</summary>
    public static Incremental? Of(Group told, Group heldOut, string currency)
    {
        if (told.People < 2 || heldOut.People < 2) return null;
        var value = told.People * (told.Mean - heldOut.Mean);
        var error = (decimal)Math.Sqrt((double)(told.Variance / told.People + heldOut.Variance / heldOut.People));
        var half = told.People * (decimal)Quantile * error;
        return new(In(value), In(value - half), In(value + half));

        Money In(decimal minor) => new((long)Math.Round(minor, MidpointRounding.AwayFromZero), currency);
    }
}
