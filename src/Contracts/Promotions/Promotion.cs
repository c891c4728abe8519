namespace Feria.Contracts;

/// <summary>What takes something off a cart that meets its conditions, as carts are judged by it.</summary>
/// <param name="Owner">The store it is of; nobody's where it is the platform's.</param>
/// <param name="FundedBy">seller or platform: who bears what it takes off.</param>
/// <param name="Code">What the buyer has to say; null where it applies by itself.</param>
/// <param name="Scope">all, products or category: which lines it looks at.</param>
/// <param name="LeastItemsMinor">What these lines cost at least, before any discount.</param>
/// <param name="Effect">percent, amount or delivery: what it takes off.</param>
/// <param name="MostMinor">What it takes off at most; null where nothing bounds it.</param>
/// <param name="UseLimit">Checkouts that may use it.</param>
/// <param name="BuyerLimit">Checkouts of one account that may use it.</param>
/// <param name="Priority">The highest comes first.</param>
/// <param name="Group">Of an owner's promotions of one group, the first that applies is the only one.</param>
public sealed record Promotion(
    Guid Id, string Name, Guid Owner, string FundedBy, string Currency, DateTime From, DateTime Until,
    DateTime? EndedAt, string? Code, string Scope, int? Category, long LeastItemsMinor, int LeastUnits, string Effect,
    int PercentBasisPoints, long AmountMinor, long? MostMinor, int? UseLimit, int Used, int? BuyerLimit, int Priority,
    string? Group)
{
    /// <summary>The stores it is good in; where none is named, in all.</summary>
    public IReadOnlyCollection<Guid> Stores { get; init; } = [];

    /// <summary>The products it looks at, of those that were asked about.</summary>
    public IReadOnlyCollection<Guid> Products { get; init; } = [];

    /// <summary>Whether its uses are counted.</summary>
    public bool IsLimited => UseLimit is not null || BuyerLimit is not null;

    public bool IsPlatformFunded => FundedBy == Platform;

    public const string Seller = "seller";
    public const string Platform = "platform";

    public const string All = "all";
    public const string OfProducts = "products";
    public const string OfCategory = "category";

    public const string Percent = "percent";
    public const string Amount = "amount";
    public const string Delivery = "delivery";

    /// <summary>A code as it is kept and compared; null for none.</summary>
    public static string? CodeOf(string? typed) =>
        string.IsNullOrWhiteSpace(typed) ? null : typed.Trim().ToUpperInvariant();
}

/// <summary>What somebody would buy, at the prices of this instant.</summary>
/// <param name="Lines">One an offer.</param>
/// <param name="Deliveries">One a store and currency.</param>
/// <param name="Account">Null for a guest.</param>
/// <param name="Code">As <see cref="Promotion.CodeOf"/> writes it.</param>
public sealed record Basket(
    IReadOnlyList<BasketLine> Lines, IReadOnlyList<BasketDelivery> Deliveries, Guid? Account, string? Code);

public sealed record BasketLine(Guid Offer, Guid Store, Guid Product, int Quantity, Money Total);

public sealed record BasketDelivery(Guid Store, Money Price)
{
    /// <summary>Whether nobody knows yet what it costs, so that there is nothing to take off it.</summary>
    public bool IsOpen { get; init; }
}

/// <summary>The promotions some baskets are judged by, and what has to be known for it.</summary>
public sealed record Offered(DateTime Now, IReadOnlyList<Promotion> Promotions)
{
    public static readonly Offered Nothing = new(default, []);

    /// <summary>Numbers of each product's category and all above it, where a promotion asks for them.</summary>
    public IReadOnlyDictionary<Guid, int[]> Categories { get; init; } = new Dictionary<Guid, int[]>();

    /// <summary>Uses that stand, by promotion and account.</summary>
    public IReadOnlyDictionary<(Guid Promotion, Guid Account), int> UsesOfBuyers { get; init; } =
        new Dictionary<(Guid, Guid), int>();
}

/// <summary>What became of each promotion on a basket, in the order they were tried: every cent of it.</summary>
public sealed record Discounted(IReadOnlyList<DiscountStep> Steps)
{
    public static readonly Discounted Nothing = new([]);

    public IEnumerable<DiscountStep> Applied => Steps.Where(step => step.Why is null);
}

/// <param name="Why">Why it does not apply, as a code of <see cref="NoDiscount"/>; null where it does.</param>
public sealed record DiscountStep(
    Promotion Promotion, string? Why, IReadOnlyList<LineDiscount> Lines, IReadOnlyList<BasketDelivery> Deliveries)
{
    /// <summary>All it takes off, in minor units of its currency.</summary>
    public long Minor => Lines.Sum(line => line.Off.Amount) + Deliveries.Sum(delivery => delivery.Price.Amount);
}

public sealed record LineDiscount(Guid Offer, Guid Store, Money Off);

/// <summary>Why a promotion takes nothing off.</summary>
public static class NoDiscount
{
    public const string NotBegun = "not_begun";
    public const string Ended = "ended";
    public const string CodeNeeded = "code_needed";
    public const string NothingInScope = "nothing_in_scope";
    public const string UnderMinimum = "under_minimum";
    public const string TooFewUnits = "too_few_units";
    public const string SignIn = "sign_in";
    public const string UsedUp = "used_up";
    public const string UsedByBuyer = "used_by_buyer";
    public const string OtherOfGroup = "other_of_group";
    public const string NothingLeft = "nothing_left";

    /// <summary>It takes something off delivery, and nobody knows yet what that costs.</summary>
    public const string DeliveryOpen = "delivery_open";
}
