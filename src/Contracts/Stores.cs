namespace Feria.Contracts;

/// <summary>What others need of a store. Money is in minor units of the store's currency.</summary>
/// <param name="Open">Whether it may sell now.</param>
/// <param name="CommissionBasisPoints">The platform's share of the items, frozen at the sale.</param>
/// <param name="DeliveryFeeMinor">Flat delivery price of one order.</param>
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
    long? FreeDeliveryFromMinor);

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
    /// <summary>The stores' current terms, in the reader's session or transaction; unknown ids are left out.</summary>
    Task<IReadOnlyList<StoreTerms>> TermsAsync(Session session, Guid[] stores);

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
}
