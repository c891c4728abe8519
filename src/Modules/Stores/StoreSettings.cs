namespace Feria.Stores;

/// <summary>What an operator can set of stores.</summary>
public static class StoreSettings
{
    public static readonly Setting<TimeSpan> Invitation = Setting.Time("stores.invitation", 7, 1, 60, "days");
    public static readonly Setting<Feature> Applications = Setting.Feature("stores.applications");

    /// <summary>What a new store can be priced in; none named: all. The first is what a form begins with.</summary>
    public static readonly Setting<Codes> Currencies =
        Setting.CodesOf("stores.currencies", "currencies", 0, 200, Currency.IsKnown);

    public static readonly Setting[] All = [Invitation, Applications, Currencies];
}
