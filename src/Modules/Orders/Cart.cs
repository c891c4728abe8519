using Feria.Contracts;

namespace Feria.Orders;

/// <summary>What a caller means to buy, at the prices and stock of this instant. It holds nothing.</summary>
/// <param name="Version">Counts the changes; send it as If-Match or expectedVersion to change what you saw.</param>
/// <param name="Count">Units of all items.</param>
/// <param name="Stores">One a store (and currency): what its buyable items and their delivery cost.</param>
/// <param name="Total">Of what can be bought; null where the cart is empty or mixes currencies.</param>
/// <param name="Notices">What keeps the whole cart from being bought at once.</param>
public sealed record Cart(
    long Version,
    int Count,
    IReadOnlyList<CartItem> Items,
    IReadOnlyList<CartStore> Stores,
    Money? Total,
    IReadOnlyList<Notice> Notices)
{
    /// <summary>The code that is tried on it; null where none is.</summary>
    public CartCoupon? Coupon { get; init; }

    /// <summary>How many lines were put aside out of it.</summary>
    public int Saved { get; init; }

    public const int MostLines = 200;
    public const int MostUnits = 999;

    /// <summary>Whether everything in it can be bought now, in one checkout.</summary>
    public bool Buyable => Items.Count > 0 && Notices.Count == 0 && Items.All(item => item.Buyable);
}

/// <summary>Units of one offer in a cart.</summary>
/// <param name="Available">Units that can be sold now.</param>
/// <param name="Buyable">Whether this many can be bought now.</param>
/// <param name="Notices">What changed since it was put there, or keeps it from being bought.</param>
public sealed record CartItem(
    Guid Offer,
    Guid Product,
    Guid Variant,
    string Sku,
    string Title,
    string Slug,
    string Options,
    string? Picture,
    StoreName Store,
    int Quantity,
    Money Price,
    Money Total,
    long Available,
    bool Buyable,
    IReadOnlyList<Notice> Notices);

public sealed record StoreName(Guid Id, string Name, string Slug);

public sealed record CartStore(StoreName Store, Money Items, Money Delivery, Money Total)
{
    /// <summary>What promotions take off; the total is the items less these, with the delivery.</summary>
    public IReadOnlyList<Discount> Discounts { get; init; } = [];

    /// <summary>How the store can deliver this; empty where it does so for one price, whatever is bought.</summary>
    public IReadOnlyList<DeliveryOption> Methods { get; init; } = [];

    /// <summary>The method whose price is in the sums; where there are methods and none is chosen, none is.</summary>
    public Guid? Method { get; init; }

    /// <summary>Whether what delivery costs is not in the sums, as it hangs on where to.</summary>
    public bool IsDeliveryOpen => Methods.Count > 0 && Method is null;
}

/// <summary>A code that is tried on a cart.</summary>
/// <param name="Notice">
/// Why it takes nothing off now; null where it does, or may once it is known what delivery costs.
/// </param>
public sealed record CartCoupon(string Code, Notice? Notice)
{
    internal Refusal? Refusal { get; init; }
}

/// <summary>Something the buyer should know, as a code for programs and words for people.</summary>
/// <param name="Was">The price it had.</param>
/// <param name="Available">Units that are left.</param>
public sealed record Notice(string Code, string Words, Money? Was = null, long? Available = null);

/// <summary>Whose cart, checkout or order it is: an account's, or a guest's by the hash of the cart token.</summary>
public sealed record Owner(Guid? Account, byte[]? Guest)
{
    /// <summary>Equal for equal owners; the record itself compares a guest's hash by where it lies.</summary>
    internal string Key => Account?.ToString() ?? Convert.ToHexString(Guest ?? []);

    /// <summary>Null for a caller who is nobody.</summary>
    public static Owner? Of(Caller caller) =>
        caller.Account is not null ? new(caller.Account, null)
        : caller.Guest is not null ? new(null, caller.Guest)
        : null;
}

/// <summary>The rules that make a cart of what was put there and what is true now.</summary>
static class CartRules
{
    public sealed record Kept(Guid Offer, int Quantity, long SeenPriceMinor, string SeenCurrency);

    public static readonly Cart Empty = new(0, 0, [], [], null, []);

    /// <summary>Prices the items and says what changed. Offers that are gone for good are left out.</summary>
    public static Cart Show(
        Carts.Held cart,
        IReadOnlyDictionary<Guid, OfferTerms> offers,
        IReadOnlyDictionary<Guid, StoreTerms> stores,
        IReadOnlyDictionary<Guid, long> available,
        Offered offered,
        Delivering how)
    {
        var items = cart.Items
            .Where(item => offers.ContainsKey(item.Offer))
            .Select(item => (Item: item, Offer: offers[item.Offer]))
            .Select(line => Show(
                line.Item, line.Offer, stores[line.Offer.Store], available.GetValueOrDefault(line.Offer.Offer)))
            .ToList();
        var quote = Quote.Of(
            items.Where(item => item.Buyable).Select(item => new QuoteLine(offers[item.Offer], item.Quantity)), stores,
            how);
        var given = Discounts.Of(quote.Basket(cart.Owner.Account, Promotion.CodeOf(cart.Coupon)), offered);
        quote = quote.With(given);

        return new Cart(
            cart.Version,
            items.Sum(item => item.Quantity),
            items,
            StoresOf(quote),
            quote.Currencies.Count == 1 ? quote.Total : null,
            quote.Currencies.Count <= 1 ? [] : [SeveralCurrencies(quote)])
        {
            Coupon = cart.Coupon is { } code ? CouponOf(code, given) : null, Saved = cart.Saved,
        };
    }

    static CartCoupon CouponOf(string code, Discounted given)
    {
        var refusal = CouponRules.Refuse(Promotion.CodeOf(code)!, given);
        return new(code, refusal is null ? null : new(refusal.Code, refusal.Sentence)) { Refusal = refusal };
    }

    /// <summary>What is in the cart, as promotions are asked for it.</summary>
    public static Basket Basket(
        Carts.Held cart, IReadOnlyDictionary<Guid, OfferTerms> offers, IReadOnlyDictionary<Guid, StoreTerms> stores) =>
        Quote.Of(
            cart.Items.Where(item => offers.ContainsKey(item.Offer))
                .Select(item => new QuoteLine(offers[item.Offer], item.Quantity)),
            stores)
        .Basket(cart.Owner.Account, Promotion.CodeOf(cart.Coupon));

    public static CartItem Show(Kept kept, OfferTerms offer, StoreSign store, long available)
    {
        var price = new Money(offer.PriceMinor, offer.Currency);
        var was = new Money(kept.SeenPriceMinor, kept.SeenCurrency);
        var hindrance = Unsellable(offer, store) ?? Shortage(kept.Quantity, available);
        var notices = new List<Notice>();
        if (hindrance is not null) notices.Add(hindrance);
        if (price != was) notices.Add(new("price_changed", "The price changed since you put it here.", Was: was));
        return new CartItem(
            offer.Offer, offer.Product, offer.Variant, offer.Sku, offer.Title, offer.Slug, offer.Options, offer.Picture,
            NameOf(store), kept.Quantity, price, price * kept.Quantity, Math.Max(0, available), hindrance is null,
            notices);
    }

    /// <summary>Why the offer cannot be bought at all now; null where it can.</summary>
    public static Notice? Unsellable(OfferTerms offer, StoreSign store) =>
        !offer.Listed ? new("not_for_sale", "It is no longer sold.")
        : !store.Open ? new("store_closed", "The store is closed.")
        : null;

    /// <summary>Why there are not so many units; null where there are.</summary>
    public static Notice? Shortage(int quantity, long available) =>
        available <= 0 ? new("out_of_stock", "It is sold out.", Available: 0)
        : quantity > available ? new("few_left", $"Only {available} left.", Available: available)
        : null;

    public static IReadOnlyList<CartStore> StoresOf(Quote quote) =>
        [.. quote.Parts.Select(part => new CartStore(NameOf(part.Store), part.Items, part.Delivery, part.Total)
        {
            Discounts = [.. part.Discounts.Select(Discount.Of)],
            Methods = [.. part.Methods.Select(DeliveryOption.Of)],
            Method = part.Method?.Id,
        })];

    /// <summary>
    /// A guest's items join an account's: quantities add up, within the bounds; the account's own come first.
    /// </summary>
    public static IReadOnlyList<Kept> Merge(IReadOnlyList<Kept> own, IReadOnlyList<Kept> guest) =>
    [
        .. own.Concat(guest)
            .GroupBy(item => item.Offer)
            .Select(same => same.Last() with { Quantity = Math.Min(Cart.MostUnits, same.Sum(item => item.Quantity)) })
            .Take(Cart.MostLines),
    ];

    static Notice SeveralCurrencies(Quote quote) => new("several_currencies",
        $"One purchase is in one currency; these are in {string.Join(" and ", quote.Currencies)}. "
        + "Buy them one after another.");

    public static StoreName NameOf(StoreSign store) => new(store.Id, store.Name, store.Slug);
}
