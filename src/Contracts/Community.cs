namespace Feria.Contracts;

/// <param name="Counted">Whether the transaction that says it moved the ratings; else they are counted anew.</param>
/// <param name="Store">Who sold it; null where that is not known.</param>
[EventKind("community.review-posted.v1")]
public sealed record ReviewPosted(
    Guid Product, Guid Review, int Rating, bool Counted = false, Guid? Store = null) : IEvent
{
    public Guid Key => Product;
}

/// <summary>Its author wrote a review anew, or left and is no longer named.</summary>
[EventKind("community.review-changed.v1")]
public sealed record ReviewChanged(Guid Product, Guid Review) : IEvent
{
    public Guid Key => Product;
}

[EventKind("community.review-removed.v1")]
public sealed record ReviewRemoved(Guid Product, Guid Review) : IEvent
{
    public Guid Key => Product;
}

/// <summary>The store replied to a review, changed its reply or took it back.</summary>
[EventKind("community.review-replied.v1")]
public sealed record ReviewReplied(Guid Product, Guid Review, Guid Store) : IEvent
{
    public Guid Key => Product;
}

[EventKind("community.question-asked.v1")]
public sealed record QuestionAsked(Guid Product, Guid Question) : IEvent
{
    public Guid Key => Product;
}

/// <summary>A store answered, or changed its answer.</summary>
[EventKind("community.question-answered.v1")]
public sealed record QuestionAnswered(Guid Product, Guid Question, Guid Store) : IEvent
{
    public Guid Key => Product;
}

/// <summary>A question went, or who asked it is no longer named.</summary>
[EventKind("community.question-removed.v1")]
public sealed record QuestionRemoved(Guid Product, Guid Question) : IEvent
{
    public Guid Key => Product;
}

/// <summary>Something was written in the conversation of an order. <c>Side</c>: buyer or store.</summary>
/// <param name="Store">Whose order it is; older ones do not say.</param>
[EventKind("community.message-sent.v1")]
public sealed record MessageSent(Guid Order, int Number, string Side, Guid? Store = null) : IEvent
{
    public Guid Key => Order;
}

/// <summary>A product's rating summary changed: re-read it.</summary>
[EventKind("community.rating-changed.v1")]
public sealed record RatingChanged(Guid Product) : IEvent
{
    public Guid Key => Product;
}

/// <summary>Mean in hundredths of a star (437 = 4.37) over so many reviews.</summary>
public sealed record Rating(Guid Product, int MeanHundredths, int Count);

/// <summary>Mean in hundredths of a star over the reviews of what the store sold.</summary>
public sealed record StoreRating(Guid Store, int MeanHundredths, int Count);

/// <summary>Reviews of a store's goods posted on a day.</summary>
/// <param name="Day">Midnight, in UTC.</param>
public sealed record ReviewsOfDay(DateTime Day, int Reviews, long Stars);

public sealed record ReviewsOfProduct(Guid Product, int Reviews, long Stars);

public interface IRatings
{
    /// <summary>By day, what buyers wrote of what a store sold; days without a review are left out.</summary>
    /// <param name="product">Of it alone; of all where null.</param>
    Task<IReadOnlyList<ReviewsOfDay>> ByDayAsync(
        Session session, Guid store, Guid? product, DateTime from, DateTime until);

    /// <summary>By product; those nobody reviewed meanwhile are left out.</summary>
    Task<IReadOnlyList<ReviewsOfProduct>> ByProductAsync(
        Session session, Guid store, Guid[] products, DateTime from, DateTime until);

    /// <summary>The products' ratings; those nobody reviewed are left out.</summary>
    Task<IReadOnlyList<Rating>> OfAsync(Session session, Guid[] products);

    /// <summary>The stores' ratings; those of whose goods nobody wrote are left out.</summary>
    Task<IReadOnlyList<StoreRating>> OfStoresAsync(Session session, Guid[] stores);
}
