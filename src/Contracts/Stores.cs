namespace Feria.Contracts;

/// <summary>What a store goes by, for those who only name it.</summary>
/// <param name="Open">Whether it may sell now.</param>
public record StoreSign(Guid Id, string Name, string Slug, bool Open);

/// <summary>What others need of a store to sell. Money is in minor units of the store's currency.</summary>
/// <param name="Open">Whether it may sell now.</param>
/// <param name="CommissionBasisPoints">The platform's share of the items, frozen at the sale.</param>
/// <param name="DeliveryFeeMinor">Flat delivery price of one order, where the store has no methods.</param>
/// <param name="FreeDeliveryFromMinor">Items total from which delivery is free; null for never.</param>
public sealed record StoreTerms(
    Guid Id,
    string Name,
    string Slug,
    string City,
    string Country,
    bool Open,
    string Currency,
    int CommissionBasisPoints,
    long DeliveryFeeMinor,
    long? FreeDeliveryFromMinor) : StoreSign(Id, Name, Slug, Open)
{
    /// <summary>What the platform takes beside that, in the store's currency; for all stores or for this one.</summary>
    public IReadOnlyList<FeeTerms> Fees { get; init; } = [];

    /// <summary>How it gets orders to buyers, in its order; without any every order costs the flat price.</summary>
    public IReadOnlyList<DeliveryMethod> Methods { get; init; } = [];

    /// <summary>The least that delivering items of this total can cost, wherever they go.</summary>
    public long LeastDeliveryMinor(long items) =>
        Methods.Count == 0 ? items >= FreeDeliveryFromMinor ? 0 : DeliveryFeeMinor
        : Methods.Where(method => !method.IsPickup).Select(method => method.LeastMinor(items))
            .DefaultIfEmpty(Methods.Min(method => method.LeastMinor(items))).Min();
}

/// <summary>A rule by which the platform takes something of a sale's items.</summary>
/// <param name="Name">
/// Rules of one name exclude one another, the most particular counts; different names add up. The store's own rate is
/// <see cref="Commission"/>, where no rule is called so.
/// </param>
/// <param name="Position">Components are taken in this order.</param>
public sealed record FeeTerms(string Name, int Position, string Currency)
{
    public const string Commission = "commission";

    /// <summary>Whether it is this store's alone.</summary>
    public bool IsOfStore { get; init; }

    /// <summary>The number of a category: what is in it or under it alone.</summary>
    public int? Category { get; init; }

    public Guid? Product { get; init; }

    /// <summary>Hundredths of a percent of the items it meets.</summary>
    public int BasisPoints { get; init; }

    /// <summary>Once an order, or each unit.</summary>
    public long FixedMinor { get; init; }

    public bool IsPerUnit { get; init; }

    public long? MinMinor { get; init; }

    public long? MaxMinor { get; init; }

    /// <summary>The tax on it, hundredths of a percent, on top.</summary>
    public int TaxBasisPoints { get; init; }
}

/// <summary>A store's status, holiday or what it says of itself changed.</summary>
[EventKind("stores.store-changed.v1")]
public sealed record StoreChanged(Guid Store) : IEvent
{
    public Guid Key => Store;
}

/// <summary>An account works in a store now.</summary>
[EventKind("stores.staff-joined.v1")]
public sealed record StaffJoined(Guid Store, Guid Account) : IEvent
{
    public Guid Key => Account;
}

public interface IStoreBook
{
    /// <summary>
    /// The stores' current terms with all their methods of delivery, in the reader's session or transaction; unknown
    /// ids are left out. For who sells, prices or ranks; who only names stores asks for their signs.
    /// </summary>
    Task<IReadOnlyList<StoreTerms>> TermsAsync(Session session, Guid[] stores);

    /// <summary>What the stores go by now; unknown ids are left out.</summary>
    Task<IReadOnlyList<StoreSign>> SignsAsync(Session session, Guid[] stores);

    /// <summary>How many stores are open.</summary>
    Task<long> CountOpenAsync(Session session);

    /// <summary>The accounts of those whose role in the store allows this, owners first.</summary>
    Task<IReadOnlyList<Guid>> WorkersAsync(Session session, Guid store, StoreRight right);

    /// <summary>The store at this address, or null.</summary>
    Task<StoreTerms?> BySlugAsync(Session session, string slug);

    /// <summary>The stores at these addresses; unknown ones are left out.</summary>
    Task<IReadOnlyList<StoreTerms>> BySlugsAsync(Session session, string[] slugs);

    /// <summary>The store at this address; opens one with this name and currency where there is none.</summary>
    Task<StoreTerms> BySlugOrOpenAsync(Tx tx, string slug, string name, string currency);
}

/// <summary>What somebody's role in a store allows.</summary>
public enum StoreRight
{
    /// <summary>Everybody who works there looks at all of it but money and people.</summary>
    See,

    /// <summary>Orders, stock, and what buyers ask: clerks too.</summary>
    Serve,

    /// <summary>Listings, prices, what the store says of itself: managers and owners.</summary>
    Edit,

    /// <summary>Balance, statements and where payouts go: owners.</summary>
    Money,

    /// <summary>Owners.</summary>
    ManagePeople,

    /// <summary>Owners.</summary>
    Close,
}

/// <summary>A store as somebody who works there stands before it.</summary>
public sealed record StoreStanding(Guid Store, string Status, int Version, string Role, string Currency)
{
    /// <summary>Whether it is let in: only such a store puts something new up for sale.</summary>
    public bool IsApproved => Status == "approved";
}

/// <summary>Somebody who works in a store.</summary>
public sealed record StoreStaff(Guid Store, Guid Account);

/// <summary>
/// The way in to what a module keeps of a store, for those who work there: null and why, where the caller stays out.
/// Who does not work there is told that there is no such store. A program comes in by its key's scopes.
/// </summary>
public interface IStoreDesk
{
    /// <summary>For who only looks.</summary>
    Task<(StoreStanding? Standing, Refusal? Refusal)> EnterAsync(
        Session session, Guid store, Caller caller, StoreRight right);

    /// <summary>Who works in these stores: all of them serve buyers.</summary>
    Task<IReadOnlyList<StoreStaff>> StaffAsync(Session session, Guid[] stores);

    /// <summary>
    /// For who changes something: the role and the store's status stand until the transaction ends. Called before
    /// anything else is locked.
    /// </summary>
    Task<(StoreStanding? Standing, Refusal? Refusal)> HoldAsync(
        Tx tx, Guid store, Caller caller, StoreRight right);

    /// <summary>
    /// For who decides about something that is the store's, having a right of their own: its status stands until the
    /// transaction ends. Null where there is no such store.
    /// </summary>
    Task<StoreStanding?> HoldAsync(Tx tx, Guid store);

    /// <summary>It works nowhere any more; refused where a store that is not closed would have no owner.</summary>
    Task<Refusal?> LeaveAllAsync(Tx tx, Guid account);
}
