namespace Feria.Contracts;

/// <summary>A store's promotions are others now, or the platform's where the store is nobody's.</summary>
[EventKind("marketing.promotions-changed.v1")]
public sealed record PromotionsChanged(Guid Owner, Guid Promotion) : IEvent
{
    public Guid Key => Owner;
}

/// <summary>What marketing shows in the shop is another now.</summary>
[EventKind("marketing.showing-changed.v1")]
public sealed record ShowingChanged(Guid Shown) : IEvent
{
    public Guid Key => Shown;
}

/// <summary>An offer somebody pays for, so that it is shown first where it is looked for.</summary>
/// <param name="Id">What it is told by when it is seen or followed.</param>
public sealed record SponsoredOffer(Guid Id, Guid Offer, Guid Product);

public interface ISponsoring
{
    /// <summary>What may be shown now, as this process knows it, the highest bid first: nothing is asked.</summary>
    IReadOnlyList<SponsoredOffer> Now();
}

/// <summary>A checkout's use of a promotion whose uses are counted.</summary>
public sealed record PromotionUse(Guid Promotion, Guid Checkout, Guid? Account);

/// <summary>A promotion as everybody may know of it: one that needs no code.</summary>
/// <param name="Percent">In basis points; 0 where it is no percentage.</param>
/// <param name="Most">What it takes off at most.</param>
/// <param name="LeastItems">What the items it looks at cost at least.</param>
public sealed record PromotionShown(
    string Name, string Effect, int Percent, Money? Amount, Money? Most, Money? LeastItems, int LeastUnits,
    DateTime Until);

public interface IPromotions
{
    /// <summary>Whether any of these stores may have promotions, as this process knows it: nothing is asked.</summary>
    bool MayHave(IEnumerable<Guid> stores);

    /// <summary>
    /// The promotions these baskets are judged by. Where no store of theirs has any, which this process knows, and no
    /// code is given, nothing is asked.
    /// </summary>
    /// <param name="at">The moment they are judged at; now where null.</param>
    Task<Offered> OfAsync(Session session, IReadOnlyList<Basket> baskets, DateTime? at = null);

    /// <summary>
    /// The same in a placing: those whose uses are counted and that a basket is eligible for are locked, in order of
    /// id, and nobody else uses them until the transaction ends.
    /// </summary>
    Task<Offered> LoadAndLockAsync(Tx tx, IReadOnlyList<Basket> baskets);

    /// <summary>Counts uses of promotions that are locked.</summary>
    Task TakeAsync(Tx tx, IReadOnlyList<PromotionUse> uses);

    /// <summary>Gives back what checkouts used, so that others may.</summary>
    /// <param name="promotions">These alone; all where null.</param>
    Task ReleaseAsync(Tx tx, Guid[] checkouts, Guid[]? promotions = null);

    /// <summary>Takes again what a checkout gave back: all of it, or nothing and false.</summary>
    Task<bool> TakeAgainAsync(Tx tx, Guid checkout);

    /// <summary>What a product's buyers are told of in a store, by priority.</summary>
    Task<IReadOnlyList<PromotionShown>> ShownAsync(Session session, Guid store, Guid product, string currency);
}
