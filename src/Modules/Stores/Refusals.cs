namespace Feria.Stores;

/// <summary>Every "no" the stores can say.</summary>
public static class Refusals
{
    public static readonly Refusal StoreNotFound = new(404, "store_not_found", "There is no such store.");
}
