namespace Feria.Contracts;

[EventKind("community.review-posted.v1")]
public sealed record ReviewPosted(Guid Product, Guid Review, int Rating) : IEvent
{
    public Guid Key => Product;
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

public interface IRatings
{
    /// <summary>The products' ratings; those nobody reviewed are left out.</summary>
    Task<IReadOnlyList<Rating>> OfAsync(Session session, Guid[] products);

    /// <summary>The stores' ratings; those of whose goods nobody wrote are left out.</summary>
    Task<IReadOnlyList<StoreRating>> OfStoresAsync(Session session, Guid[] stores);
}
