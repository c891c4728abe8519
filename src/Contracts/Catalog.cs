namespace Feria.Contracts;

/// <summary>A product, one of its variants or one of its offers was put or withdrawn: re-read it.</summary>
[EventKind("catalog.product-put.v1")]
public sealed record ProductPut(Guid Product) : IEvent
{
    public Guid Key => Product;
}

/// <summary>An offer got another price.</summary>
[EventKind("catalog.offer-priced.v1")]
public sealed record OfferPriced(Guid Product, Guid Offer, long PriceMinor, string Currency) : IEvent
{
    public Guid Key => Product;
}

/// <summary>The category tree changed: names, places or which exist.</summary>
[EventKind("catalog.categories-changed.v1")]
public sealed record CategoriesChanged(Guid Category) : IEvent
{
    public Guid Key => Category;
}

/// <summary>A category went, and what stood in it stands in another: what names its number means that one.</summary>
[EventKind("catalog.category-merged.v1")]
public sealed record CategoryMerged(Guid Category, int Number, int Into) : IEvent
{
    public Guid Key => Category;
}

/// <summary>What an offer sells at this instant; an order line copies it.</summary>
/// <param name="Options">The variant's options in words (<c>Red · 42</c>); empty for a product without
/// variants.</param>
/// <param name="Picture">Address of the variant's or product's first picture.</param>
/// <param name="Listed">Whether product and offer are on sale; the store's being open is the store's to say.</param>
public sealed record OfferTerms(
    Guid Offer,
    Guid Product,
    Guid Variant,
    Guid Store,
    string Sku,
    string Title,
    string Slug,
    string Options,
    string? Picture,
    long PriceMinor,
    string Currency,
    bool Listed)
{
    /// <summary>
    /// Numbers of the product's category and all above it, root first; empty where nobody asked for them.
    /// </summary>
    public int[] Categories { get; init; } = [];

    /// <summary>What a unit weighs as its store packs it; null where nobody weighed it.</summary>
    public int? WeightGrams { get; init; }
}

/// <summary>An offer as people outside name it: its store's address and the code it has there.</summary>
public readonly record struct OfferName(string Store, string Sku);

/// <summary>What has such a name.</summary>
/// <param name="Currency">The store's.</param>
/// <param name="Offer">Null where the store has none of this code; it may be withdrawn.</param>
public sealed record NamedOffer(string Currency, Guid? Offer);

/// <summary>Some of what a store sells.</summary>
/// <param name="Next">The offer to go on before; null at the end.</param>
public sealed record StoreShelf(IReadOnlyList<OfferTerms> Offers, Guid? Next);

/// <summary>A store's offer of a product.</summary>
public sealed record StoreOffer(Guid Product, Guid Offer);

/// <summary>A store that sells a product.</summary>
public sealed record ProductSeller(Guid Product, Guid Store);

/// <summary>Whose offer it is.</summary>
public sealed record OfferOwner(Guid Offer, Guid Store);

/// <summary>An offer's price beside what is usual for the newest products of its category in its currency.</summary>
/// <param name="Category">Its number.</param>
/// <param name="Among">Of how many offers the median is, this one too.</param>
public sealed record UsualPrice(
    Guid Product, Guid Offer, long PriceMinor, string Currency, int Category, long MedianMinor, int Among);

public interface IOfferBook
{
    /// <summary>The stores that have offers of these products now.</summary>
    Task<IReadOnlyList<ProductSeller>> SellersAsync(Session session, Guid[] products);

    /// <summary>Whose these offers are, withdrawn ones too; unknown ids are left out.</summary>
    Task<IReadOnlyList<OfferOwner>> OwnersAsync(Session session, Guid[] offers);

    /// <summary>The offers a store has of these products.</summary>
    Task<IReadOnlyList<StoreOffer>> OfProductsAsync(Session session, Guid store, Guid[] products);

    /// <summary>What is called so; names of unknown stores are left out.</summary>
    Task<IReadOnlyDictionary<OfferName, NamedOffer>> NamedAsync(Session session, IEnumerable<OfferName> names);

    /// <summary>Current terms, in the caller's transaction or session; unknown ids are left out.</summary>
    Task<IReadOnlyList<OfferTerms>> TermsAsync(Session session, Guid[] offers);

    /// <summary>What these products are offered at now, and what is usual; those of no category are left out.</summary>
    Task<IReadOnlyList<UsualPrice>> UsualPricesAsync(Session session, Guid[] products);

    /// <summary>Numbers of each product's category and all above it, root first; those without are left out.</summary>
    Task<IReadOnlyDictionary<Guid, int[]>> CategoriesAsync(Session session, Guid[] products);

    /// <summary>
    /// What a store has for sale, newest first, from before the given offer. With a text, what has it in its SKU or
    /// title; the offer of this very SKU first. So many are looked through at once that a page may hold few or none
    /// and yet not be the last.
    /// </summary>
    Task<StoreShelf> OfStoreAsync(Session session, Guid store, string? text, Guid before, int limit);
}

/// <summary>What the search index holds of a product.</summary>
/// <param name="Categories">Numbers of the category and all its ancestors, root first.</param>
/// <param name="Codes">SKUs, external ids and product codes: matched exactly, never fuzzed.</param>
/// <param name="Attributes">Attribute and option values in words.</param>
/// <param name="Offer">The winning offer; null when nothing is on sale.</param>
/// <param name="Offers">All offers on sale, the winning one first.</param>
/// <param name="Listed">Whether it may be shown; one without an offer may, and says that it is not for sale.</param>
public sealed record ProductFacts(
    Guid Product,
    string Slug,
    string Title,
    string Description,
    string? Brand,
    string Language,
    int[] Categories,
    string CategoryNames,
    string[] Codes,
    string[] Attributes,
    string? Picture,
    Guid? Offer,
    Guid? Store,
    Guid[] Offers,
    long? PriceMinor,
    long? ListPriceMinor,
    string? Currency,
    bool Listed,
    DateTime CreatedAt);

/// <summary>A product on a store's shelf.</summary>
/// <param name="Offer">The store's newest offer of it: its place on the shelf.</param>
public sealed record Shelved(Guid Offer, Guid Product);

public interface IProductBook
{
    /// <summary>Facts of the products, in the reader's session; unknown ids are left out.</summary>
    Task<IReadOnlyList<ProductFacts>> FactsAsync(Session session, Guid[] products);

    /// <summary>Ids in order, from after the given one: walks the whole catalogue in bounded steps.</summary>
    Task<IReadOnlyList<Guid>> WalkAsync(Session session, Guid after, int limit);

    /// <summary>What a store sells, newest first, from before the given offer; a product is met once.</summary>
    Task<IReadOnlyList<Shelved>> OfStoreAsync(Session session, Guid store, Guid before, int limit);

    /// <summary>How many products can be shown.</summary>
    Task<long> CountAsync(Session session);

    /// <summary>
    /// The catalogue cut into parts of as many products: what each begins after. Products only ever join the last part.
    /// </summary>
    Task<IReadOnlyList<Guid>> PartsAsync(Session session, int products);

    /// <summary>
    /// Addresses of those of a part that can be shown, oldest first; null where no product comes after it.
    /// </summary>
    Task<IReadOnlyList<string>?> SlugsAsync(Session session, Guid after, int products);
}

/// <summary>A category by the names of one language.</summary>
/// <param name="Path">Numbers of its ancestors and itself, root first.</param>
public sealed record CategoryFacts(int Number, string Slug, string Name, int[] Path);

public interface ICategoryBook
{
    /// <summary>All categories that are shown; their names fall back to English, then to any.</summary>
    Task<IReadOnlyList<CategoryFacts>> AllAsync(Session session, string locale);

    /// <summary>Which category an address means now that was another's before.</summary>
    Task<IReadOnlyDictionary<string, int>> FormerAsync(Session session);

    /// <summary>Addresses of all categories that are shown.</summary>
    Task<IReadOnlyList<string>> SlugsAsync(Session session);
}
