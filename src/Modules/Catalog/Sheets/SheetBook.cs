using Feria.Contracts;

namespace Feria.Catalog;

/// <summary>What a sheet's rows are held against: the store's listings as they are in a session.</summary>
sealed class SheetBook
{
    readonly Dictionary<Guid, MyListing> listings;
    readonly Dictionary<Guid, ShelfStock> shelf;
    readonly string currency;

    SheetBook(IReadOnlyList<MyListing> read, IReadOnlyList<ShelfStock> units, string currency) =>
        (listings, shelf, this.currency) = (
            read.ToDictionary(one => one.Id), units.ToDictionary(one => one.Offer), currency);

    public static async Task<SheetBook> ReadAsync(
        Session session, IStock stock, Guid store, string currency, IEnumerable<Guid> products)
    {
        var read = await MyListing.ReadAsync(session, null, store, [.. products.Distinct()], Locale.Default);
        var offers = read.SelectMany(one => one.Variants).Select(variant => variant.Offer).OfType<Guid>().ToArray();
        return new(read, offers.Length == 0 ? [] : await stock.OnShelfAsync(session, offers), currency);
    }

    /// <summary>Another copy each time; null where the store does not sell it.</summary>
    public SheetListing? Listing(Guid product) =>
        listings.GetValueOrDefault(product) is { } said ? SheetListing.Of(said, currency, shelf) : null;

    public ShelfStock? Units(Guid? offer) => offer is { } id ? shelf.GetValueOrDefault(id) : null;

    /// <summary>Of the attributes that these rows speak of.</summary>
    public static async Task<SheetListing.Terms> TermsAsync(
        Session session, string currency, IEnumerable<KeyValuePair<string, string>> cells)
    {
        var codes = cells.SelectMany(cell => cell.Key == SheetFields.Attributes
            ? Parted.Split(cell.Value).Select(part => part.Split('(', '=')[0].Trim())
            : cell.Key.StartsWith(SheetFields.Attribute, StringComparison.Ordinal)
                ? [cell.Key[SheetFields.Attribute.Length..]]
                : Enumerable.Empty<string>()).Distinct().ToArray();
        var known = codes.Length == 0
            ? []
            : await session.ListAsync<SheetListing.KnownAttribute>(AttributesSql, new { codes });
        return new(currency, known.ToDictionary(one => one.Code));
    }

    /// <param name="IsLive">Sold or paused; else removed, and its SKU is still that product's.</param>
    public sealed record KnownSku(string Sku, Guid Product, bool IsLive);

    public static async Task<IReadOnlyDictionary<string, KnownSku>> SkusAsync(
        Session session, Guid store, IEnumerable<string> skus) =>
        (await session.ListAsync<KnownSku>(SkusSql, new { store, skus = skus.Distinct().ToArray() }))
            .ToDictionary(one => one.Sku);

    const string AttributesSql = """
        -- catalog.sheet-book.attributes
        select code, kind, unit from catalog.attribute where code = any(@codes)
        """;

    const string SkusSql = """
        -- catalog.sheet-book.skus
        select o.sku, v.product_id as product,
            (o.withdrawn_at is null or o.paused_at is not null) and p.withdrawn_at is null as is_live
        from unnest(@skus::text[]) as s(sku)
        cross join lateral (
            select sku, variant_id, withdrawn_at, paused_at
            from catalog.offer
            where offer.store_id = @store and offer.sku = s.sku
            limit 1) o
        join catalog.variant v on v.id = o.variant_id
        join catalog.product p on p.id = v.product_id
        """;
}
