using Feria.Contracts;

namespace Feria.Orders;

/// <summary>A list of somebody's, without what is on it.</summary>
/// <param name="Name">Null for the first list while it has no name of its own.</param>
/// <param name="IsFirst">Whether it is the one a heart puts things on.</param>
/// <param name="Items">How many things are on it.</param>
/// <param name="Link">What its link ends with; null where nobody else may see it.</param>
public sealed record KeptList(Guid Id, string? Name, bool IsFirst, int Items, string? Link)
{
    public const int MostLists = 30;
    public const int MostItems = 200;
}

/// <summary>An offer on a list: how it was when it was put there and how it is now.</summary>
/// <param name="Store">Null where the offer is gone.</param>
/// <param name="PriceThen">What it cost when it was put there.</param>
/// <param name="Price">What it costs now; null where it is gone.</param>
/// <param name="Available">Units that can be sold now.</param>
/// <param name="Buyable">Whether one of it can be bought now.</param>
/// <param name="Note">What its owner wrote beside it; nobody else is shown it.</param>
/// <param name="Notices">What changed since it was put there, or keeps it from being bought.</param>
public sealed record KeptItem(
    Guid Offer,
    Guid Product,
    Guid Variant,
    string Title,
    string Slug,
    string Options,
    string? Picture,
    StoreName? Store,
    Money PriceThen,
    Money? Price,
    long Available,
    bool Buyable,
    DateTime KeptAt,
    string? Note,
    IReadOnlyList<Notice> Notices);

/// <summary>The rules that show an item of what was kept and what is true now.</summary>
static class ListRules
{
    public sealed record Kept(
        Guid Offer, Guid Product, long PriceMinor, string Currency, bool WasInStock, DateTime KeptAt);

    public static KeptItem Show(Kept kept, OfferTerms? offer, StoreSign? store, long available, string? note)
    {
        var then = new Money(kept.PriceMinor, kept.Currency);
        if (offer is not { Listed: true } || store is null)
            return new(
                kept.Offer, kept.Product, offer?.Variant ?? Guid.Empty, offer?.Title ?? "", offer?.Slug ?? "",
                offer?.Options ?? "", offer?.Picture, null, then, null, 0, false, kept.KeptAt, note,
                [new("not_for_sale", "It is no longer sold.")]);

        var price = new Money(offer.PriceMinor, offer.Currency);
        var hindrance = CartRules.Unsellable(offer, store) ?? CartRules.Shortage(1, available);
        return new(
            kept.Offer, kept.Product, offer.Variant, offer.Title, offer.Slug, offer.Options, offer.Picture,
            CartRules.NameOf(store), then, price, Math.Max(0, available), hindrance is null, kept.KeptAt, note,
            [.. new[] { hindrance, Moved(then, price), Back(kept, hindrance, available) }.OfType<Notice>()]);
    }

    static Notice? Moved(Money then, Money now) =>
        now.Currency != then.Currency || now.Amount == then.Amount ? null
        : now.Amount < then.Amount ? new("price_dropped", "It costs less than when you put it here.", Was: then)
        : new("price_rose", "It costs more than when you put it here.", Was: then);

    static Notice? Back(Kept kept, Notice? hindrance, long available) =>
        hindrance is null && !kept.WasInStock && available > 0
            ? new("back_in_stock", "It is in stock again.", Available: available)
            : null;
}
