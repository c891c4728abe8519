using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Feria.Contracts;

namespace Feria.Catalog;

/// <summary>A product as a store that sells it sees it at its desk.</summary>
/// <param name="Version">To be named by the next edit, so that none overwrites another unseen.</param>
/// <param name="Kept">Whether the store describes the product; else it only has offers of it.</param>
/// <param name="Paused">Whether all its offers are paused.</param>
/// <param name="Variants">All of the product; the store's offer of each where it has one.</param>
public sealed record MyListing(
    Guid Id, string Slug, int Version, bool Kept, bool Paused, string Title, string Description, string? Brand,
    string Language, string[] OptionNames, IReadOnlyList<MyListing.Category> Categories,
    IReadOnlyList<MyListing.Variant> Variants, IReadOnlyList<MyListing.Picture> Pictures,
    IReadOnlyList<Draft.Fact> Attributes)
{
    /// <summary>What of it waits for approval; null where nothing does.</summary>
    public ListingChange? Waiting { get; init; }

    public sealed record Category(string Slug, string Name);

    /// <param name="Free">Units that may be sold now.</param>
    /// <param name="WeightGrams">A unit as the store packs it; null where nobody weighed it.</param>
    public sealed record Variant(
        Guid Id, string[] Options, Guid? Offer, string? Sku, Price? Price, long? ListPrice, bool Paused, long Free,
        int? WeightGrams = null);

    /// <param name="Variant">Place of the variant it shows, from 0; left out, it shows the product.</param>
    public sealed record Picture(
        [StringLength(2000)] string Url, [StringLength(500)] string Alt = "", [Range(0, 199)] int? Variant = null);

    /// <summary>The listing as it is in this session; null where the store sells no such product.</summary>
    public static async Task<MyListing?> ReadAsync(
        Session session, IStock stock, Guid store, Guid product, string locale) =>
        (await ReadAsync(session, stock, store, [product], locale)).SingleOrDefault() is { } listing
            ? listing with
            {
                Waiting = (await ChangeBook.WaitingAsync(session, store, [product])).SingleOrDefault()?.Shown(),
            }
            : null;

    /// <summary>The same of many; those the store does not sell are left out.</summary>
    /// <param name="stock">Null where nobody asks what is for sale of them.</param>
    internal static async Task<IReadOnlyList<MyListing>> ReadAsync(
        Session session, IStock? stock, Guid store, Guid[] products, string locale)
    {
        var rows = await session.ListAsync<Row>(ReadSql, new { store, products, locale });
        if (rows.Count == 0) return [];
        var read = rows.Select(row => (Row: row, Variants: Parts<VariantRow>(row.Variants))).ToList();
        var offers = read.SelectMany(one => one.Variants).Select(variant => variant.Offer).OfType<Guid>().ToArray();
        var free = (stock is null ? [] : await stock.LevelsAsync(session, offers))
            .ToDictionary(level => level.Offer, level => level.Available);
        return [.. read.Select(one => Of(one.Row, one.Variants, free))];
    }

    static MyListing Of(Row row, VariantRow[] variants, Dictionary<Guid, long> free) => new(
        row.Id, row.Slug, row.Version, row.Kept,
        variants.Where(variant => variant.Offer is not null).All(variant => variant.Paused),
        row.Title, row.Description, row.Brand, row.Language, row.OptionNames, Parts<Category>(row.Categories),
        [
            .. variants.Select(variant => new Variant(
                variant.Id, variant.Options, variant.Offer, variant.Sku,
                variant.Offer is null ? null : new(variant.Price!.Value, variant.Currency!), variant.ListPrice,
                variant.Paused, variant.Offer is { } offer ? free.GetValueOrDefault(offer) : 0,
                variant.WeightGrams)),
        ],
        Parts<Picture>(row.Pictures), Parts<Draft.Fact>(row.Attributes));

    static T[] Parts<T>(string json) => JsonSerializer.Deserialize<T[]>(json, Json.Options)!;

    sealed record VariantRow(
        Guid Id, string[] Options, Guid? Offer, string? Sku, long? Price, string? Currency, long? ListPrice,
        bool Paused, int? WeightGrams);

    sealed record Row(
        Guid Id, string Slug, int Version, bool Kept, string Title, string Description, string? Brand, string Language,
        string[] OptionNames, string Categories, string Variants, string Pictures, string Attributes);

    const string ReadSql = """
        -- catalog.my-listing.read
        select p.id, p.slug, p.version, p.kept_by is not distinct from @store as kept, p.title, p.description, p.brand,
            p.language, p.option_names,
            coalesce((
                select json_agg(json_build_object('slug', c.slug, 'name', catalog.category_name_in(c.id, @locale))
                    order by m.position)
                from catalog.product_category m
                join catalog.category c on c.id = m.category_id
                where m.product_id = p.id), '[]')::text as categories,
            coalesce((
                select json_agg(json_build_object(
                    'id', v.id, 'options', v.options, 'offer', o.id, 'sku', o.sku, 'price', o.price_minor,
                    'currency', o.currency, 'listPrice', o.list_price_minor, 'paused', o.paused_at is not null,
                    'weightGrams', o.weight_grams)
                    order by v.position, v.id)
                from catalog.variant v
                left join lateral (
                    select id, sku, price_minor, currency, list_price_minor, paused_at, weight_grams
                    from catalog.offer
                    where variant_id = v.id and store_id = @store and (withdrawn_at is null or paused_at is not null)
                    order by id
                    limit 1) o on true
                where v.product_id = p.id and v.withdrawn_at is null), '[]')::text as variants,
            coalesce((
                select json_agg(json_build_object('url', i.url, 'alt', i.alt, 'variant', w.place) order by i.position)
                from catalog.picture i
                left join lateral (
                    select v.id, row_number() over (order by v.position, v.id) - 1 as place
                    from catalog.variant v
                    where v.product_id = p.id and v.withdrawn_at is null) w on w.id = i.variant_id
                where i.product_id = p.id), '[]')::text as pictures,
            coalesce((
                select json_agg(json_build_object(
                    'code', t.code, 'name', catalog.attribute_name_in(t.id, p.language), 'unit', t.unit,
                    'text', x.text_value, 'number', trim_scale(x.number_value), 'flag', x.flag_value)
                    order by t.code collate "C")
                from catalog.product_attribute x
                join catalog.attribute t on t.id = x.attribute_id
                where x.product_id = p.id), '[]')::text as attributes
        from catalog.product p
        where p.id = any(@products) and p.withdrawn_at is null and exists (
            select
            from catalog.variant v
            join catalog.offer o on o.variant_id = v.id
            where v.product_id = p.id and o.store_id = @store
                and (o.withdrawn_at is null or o.paused_at is not null))
        order by p.id
        """;
}
