namespace Feria.Catalog;

/// <summary>Who changes a listing, and by which door.</summary>
/// <param name="By">An account, or a store's key.</param>
public sealed record Maker(Guid By, string Via)
{
    public const string Desk = "desk";
    public const string Sheet = "sheet";
    public const string Key = "key";

    /// <summary>It goes back to what was there before: nothing of that waits.</summary>
    public bool IsUndoing { get; init; }

    public static Maker Of(Caller caller) => new(caller.Actor!.Value, caller.Key is null ? Desk : Key);
}
