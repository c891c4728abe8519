using Feria.Contracts;

namespace Feria.Catalog;

/// <summary>A product as the API and the product page show it.</summary>
/// <param name="Categories">The way from the root to its main category.</param>
/// <param name="Offer">The winning offer; null when nobody sells it now.</param>
/// <param name="Offers">All offers on sale, the winning one first.</param>
/// <param name="Rating">Null while nobody reviewed it.</param>
public sealed record ProductView(
    Guid Id,
    string Slug,
    string Title,
    string Description,
    string? Brand,
    string Language,
    IReadOnlyList<ProductView.CategoryStep> Categories,
    IReadOnlyList<ProductView.AttributeValue> Attributes,
    IReadOnlyList<ProductView.Picture> Pictures,
    IReadOnlyList<ProductView.Variant> Variants,
    ProductView.OfferView? Offer,
    IReadOnlyList<ProductView.OfferView> Offers,
    ProductView.RatingSummary? Rating)
{
    /// <summary>What the winning offer's store, or the platform, takes off carts with this in them.</summary>
    public IReadOnlyList<PromotionShown> Promotions { get; init; } = [];

    public sealed record CategoryStep(int Number, string Slug, string Name);

    /// <summary>Exactly one of text, number and flag is there.</summary>
    public sealed record AttributeValue(
        string Code, string Name, string? Unit, string? Text, decimal? Number, bool? Flag);

    public sealed record Picture(string Url, string Alt, Guid? Variant);

    /// <param name="Offer">Id of the best offer of this variant; null when nobody sells it now.</param>
    public sealed record Variant(Guid Id, IReadOnlyList<Option> Options, Guid? Offer);

    public sealed record Option(string Name, string Value);

    /// <param name="Available">Units that may be sold now.</param>
    /// <param name="Delivery">What delivering one unit costs, or the least it can by the store's methods.</param>
    /// <param name="LowestPrice">
    /// Of the thirty days before its reduction began; null where it is not reduced, or was not for sale before.
    /// </param>
    public sealed record OfferView(
        Guid Id, string Sku, Guid Variant, Seller Store, Money Price, Money? ListPrice, Money Delivery, long Available,
        Money? LowestPrice = null)
    {
        /// <summary>How its store delivers; null where it does so for one price.</summary>
        public IReadOnlyList<DeliveryShown>? Methods { get; init; }

        /// <summary>
        /// Why it is the first of its variant: only_offer, in_stock, currency, lowest_price (with delivery),
        /// better_rated or offered_longest; null of those after it.
        /// </summary>
        public string? WinsBy { get; init; }
    }

    /// <summary>Offers in the order they were ranked; the first of each variant says why.</summary>
    internal static IReadOnlyList<OfferView> OffersOf(IReadOnlyList<RankedOffer> ranked)
    {
        var byVariant = ranked.ToLookup(offer => offer.Variant);
        return
        [
            .. ranked.Select(offer => OfferOf(offer) with
            {
                WinsBy = byVariant[offer.Variant].First() == offer
                    ? WinningOffer.Why(offer.Candidate, byVariant[offer.Variant].Skip(1).FirstOrDefault()?.Candidate)
                    : null,
            }),
        ];
    }

    static OfferView OfferOf(RankedOffer offer) => new(
        offer.Id, offer.Sku, offer.Variant,
        new Seller(offer.Store.Id, offer.Store.Slug, offer.Store.Name, Summary(offer.Rating)),
        new Money(offer.PriceMinor, offer.Currency),
        offer.ListPriceMinor is { } list ? new Money(list, offer.Currency) : null,
        new Money(offer.DeliveryMinor, offer.Currency),
        offer.Available,
        offer.LowestMinor is { } lowest ? new Money(lowest, offer.Currency) : null)
    {
        Methods = offer.Store.Methods.Count == 0
            ? null
            : DeliveryShown.Of(offer.Store.Methods, offer.Store.Currency, offer.PriceMinor),
    };

    static RatingSummary? Summary(StoreRating? rating) =>
        rating is null ? null : new RatingSummary(rating.MeanHundredths / 100m, rating.Count);

    public sealed record Seller(Guid Id, string Slug, string Name, RatingSummary? Rating);

    /// <param name="Mean">Stars, 1 to 5, in hundredths.</param>
    public sealed record RatingSummary(decimal Mean, int Count);
}
