namespace Feria.Catalog;

/// <summary>What an operator can set of listings.</summary>
public static class CatalogSettings
{
    /// <summary>Whether risky edits wait; else they pass, with what is risky about them in their record.</summary>
    public static readonly Setting<bool> RiskyEditsWait = Setting.Switch("listings.risky-edits-wait", true);

    /// <summary>100: twice as much, or half.</summary>
    public static readonly Setting<int> PriceJumpPercent =
        Setting.Whole("listings.price-jump-percent", 100, 5, 10_000, "percent");

    /// <summary>Of a title, so much has to stay; 0: any other one passes.</summary>
    public static readonly Setting<int> TitleKeptPercent =
        Setting.Whole("listings.title-kept-percent", 40, 0, 100, "percent");

    public static readonly Setting[] All = [RiskyEditsWait, PriceJumpPercent, TitleKeptPercent];
}
