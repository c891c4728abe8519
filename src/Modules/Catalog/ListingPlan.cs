namespace Feria.Catalog;

/// <summary>
/// What has to be written so that the catalogue says what the listings say. Pure. A variant stays itself while its SKU
/// or its options stay, so carts and orders keep hanging on the same offer.
/// </summary>
sealed class ListingPlan
{
    public sealed record PutProduct(Guid Product, bool IsNew, Listing Listing, byte[] Digest);

    public sealed record PutVariant(
        Guid Id, Guid Product, KnownListings.Variant? Known, int Position, string[] Options);

    public sealed record PutOffer(Guid Id, Guid Variant, Guid Product, ListedOffer Said, KnownListings.Offer? Known)
    {
        public bool IsPriceNews =>
            Known is not null && (Known.PriceMinor != Said.PriceMinor || Known.Currency != Said.Currency);

        public bool IsStockNews => Said.Stock is not null && Said.Stock != Known?.ImportedStock;
    }

    public List<PutProduct> Put { get; } = [];
    public List<PutVariant> Variants { get; } = [];
    public List<PutOffer> Offers { get; } = [];

    /// <summary>Offers that the listing's stores no longer make.</summary>
    public List<Guid> GoneOffers { get; } = [];

    public List<Guid> GoneVariants { get; } = [];

    public List<Listing> Unchanged { get; } = [];
    public List<PutListings.Refused> Refused { get; } = [];

    readonly HashSet<(Guid Store, string Sku)> taken = [];
    readonly HashSet<(string, string)> seen = [];

    public static ListingPlan Of(IReadOnlyList<Listing> listings, KnownListings known)
    {
        var plan = new ListingPlan();
        foreach (var listing in listings) plan.Add(listing, known);
        return plan;
    }

    void Add(Listing listing, KnownListings known)
    {
        var old = known.Products.GetValueOrDefault((listing.Source, listing.ExternalId));
        if (Refuse(listing, old?.Id, known) is var (refusal, detail)) Refused.Add(new(listing, refusal, detail));
        else if (listing.IsAs(old?.ImportDigest)) Unchanged.Add(listing);
        else
        {
            var product = new PutProduct(old?.Id ?? listing.NewId ?? Id.New(), old is null, listing, listing.Digest());
            Put.Add(product);
            AddVariants(product, known);
        }
    }

    (Refusal, string)? Refuse(Listing listing, Guid? product, KnownListings known)
    {
        if (!seen.Add((listing.Source, listing.ExternalId)))
            return (Refusals.DuplicateProduct, "it is listed twice");
        var offers = listing.Variants.SelectMany(variant => variant.Offers).ToList();
        foreach (var offer in offers)
        {
            if (known.Skus.TryGetValue((offer.Store, offer.Sku), out var owner) && owner != product)
                return (Refusals.SkuTaken, $"{offer.Sku} is the SKU of another product of this store");
            if (!taken.Add((offer.Store, offer.Sku)))
                return (Refusals.SkuTaken, $"{offer.Sku} stands twice in this file");
        }

        var choices = listing.Variants.Select(variant => string.Join('\u001f', variant.Options)).Distinct();
        return choices.Count() < listing.Variants.Count
            ? (Refusals.DuplicateVariant, "two variants have the same options")
            : null;
    }

    void AddVariants(PutProduct product, KnownListings known)
    {
        var variants = known.Variants[product.Product].ToList();
        var offers = known.Offers[product.Product].ToList();
        var kept = new HashSet<Guid>();
        var put = new HashSet<Guid>();
        foreach (var (position, said) in product.Listing.Variants.Index())
        {
            var free = variants.Where(variant => !kept.Contains(variant.Id)).ToList();
            var old = free.Find(variant => IsSame(variant, said, offers))
                ?? free.Find(variant => variant.Options.SequenceEqual(said.Options));
            var variant = new PutVariant(old?.Id ?? Id.New(), product.Product, old, position, said.Options);
            kept.Add(variant.Id);
            Variants.Add(variant);
            foreach (var offer in said.Offers) put.Add(AddOffer(variant, offer, offers));
        }

        // Offers of other stores are theirs to withdraw; a variant goes when nobody offers it any more.
        var stores = product.Listing.Variants
            .SelectMany(variant => variant.Offers)
            .Select(offer => offer.Store)
            .ToHashSet();
        var gone = offers.Where(offer => stores.Contains(offer.Store) && !put.Contains(offer.Id)).ToList();
        GoneOffers.AddRange(gone.Select(offer => offer.Id));
        GoneVariants.AddRange(variants
            .Where(variant => !kept.Contains(variant.Id))
            .Where(variant => !offers.Except(gone).Any(offer => offer.Variant == variant.Id && offer.IsOnSale))
            .Select(variant => variant.Id));
    }

    static bool IsSame(KnownListings.Variant variant, ListedVariant said, List<KnownListings.Offer> offers) =>
        offers.Any(offer => offer.Variant == variant.Id
            && said.Offers.Any(now => now.Store == offer.Store && now.Sku == offer.Sku));

    Guid AddOffer(PutVariant variant, ListedOffer said, List<KnownListings.Offer> offers)
    {
        var old = offers.FirstOrDefault(offer => offer.Store == said.Store && offer.Sku == said.Sku)
            ?? offers.FirstOrDefault(offer =>
                offer.IsOnSale && offer.Store == said.Store && offer.Variant == variant.Id);
        Offers.Add(new(old?.Id ?? said.NewId ?? Id.New(), variant.Id, variant.Product, said, old));
        return Offers[^1].Id;
    }
}
