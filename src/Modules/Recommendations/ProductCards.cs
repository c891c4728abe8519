using Feria.Contracts;

namespace Feria.Recommendations;

/// <summary>A product as a shelf shows it.</summary>
/// <param name="Rating">Mean in hundredths of a star; null without reviews.</param>
public sealed record ProductCard(
    Guid Id, string Slug, string Title, string? Picture, Money Price, Money? ListPrice, int? Rating, int Reviews);

/// <summary>Makes cards of ids by contract calls, in the order asked; what is not on sale is left out.</summary>
public sealed class ProductCards(IProductBook products, IRatings ratings)
{
    public async Task<IReadOnlyList<ProductCard>> OfAsync(Session read, IReadOnlyList<Guid> ids)
    {
        if (ids.Count == 0) return [];
        Guid[] asked = [.. ids];
        var facts = (await products.FactsAsync(read, asked)).ToDictionary(fact => fact.Product);
        var rated = (await ratings.OfAsync(read, asked)).ToDictionary(rating => rating.Product);
        return
        [
            .. from id in ids
               let fact = facts.GetValueOrDefault(id)
               where fact is not null
               let card = Of(fact, rated.GetValueOrDefault(id))
               where card is not null
               select card,
        ];
    }

    static ProductCard? Of(ProductFacts fact, Rating? rating) =>
        fact is { Listed: true, PriceMinor: { } price, Currency: { } currency }
            ? new ProductCard(
                fact.Product, fact.Slug, fact.Title, fact.Picture, new Money(price, currency),
                fact.ListPriceMinor is { } list ? new Money(list, currency) : null,
                rating?.MeanHundredths, rating?.Count ?? 0)
            : null;
}
