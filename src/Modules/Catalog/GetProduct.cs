using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Feria.Catalog;

/// <summary>One product by its id or its page's slug: all offers, variants, pictures, attributes, rating.</summary>
public static class GetProduct
{
    const int LongestSlug = 120;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/products/{idOrSlug}", Handle)
        .WithName(nameof(GetProduct))
        .AllowAnyone()
        .Refuses(Refusals.ProductNotFound);

    // Units on sale change with every purchase, which is said to nobody: a copy of them is old soon.
    static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    static async Task<Results<Tagged<ProductView>, ProblemHttpResult>> Handle(
        string idOrSlug, string? locale, [FromHeader(Name = "Accept-Language")] string? acceptLanguage,
        Cache cache, RankedOffers ranked, IRatings ratings, IPromotions promotions, CancellationToken stop)
    {
        var language = Locale.Choose(locale, acceptLanguage);
        return await FindAsync(cache, ranked, ratings, promotions, idOrSlug, language, stop) is { } product
            ? new Tagged<ProductView>(product.Json)
            : Refusals.ProductNotFound.AsProblem();
    }

    /// <summary>The product of this id or at this address; null where there is none or it was withdrawn.</summary>
    public static Task<Cache.Copy<ProductView>?> FindAsync(
        Cache cache, RankedOffers ranked, IRatings ratings, IPromotions promotions, string idOrSlug, string locale,
        CancellationToken stop) =>
        idOrSlug.Length > LongestSlug
            ? Task.FromResult<Cache.Copy<ProductView>?>(null)
            : cache.GetAsync($"product:{locale}:{idOrSlug}", Fresh, async session =>
            {
                var found = await ReadAsync(session, ranked, ratings, promotions, idOrSlug, locale);
                return new Cache.Filled<ProductView>(found, found is null ? [] : DependsOn(found));
            }, stop);

    static IEnumerable<Guid> DependsOn(ProductView product) =>
    [
        product.Id, Changes.Of<CategoriesChanged>(),
        .. product.Offers.SelectMany(offer => new[] { offer.Id, offer.Store.Id }),
    ];

    static async Task<ProductView?> ReadAsync(
        Session session, RankedOffers ranked, IRatings ratings, IPromotions promotions, string idOrSlug, string locale)
    {
        Guid? id = Guid.TryParseExact(idOrSlug, "D", out var parsed) ? parsed : null;
        var row = await session.OneOrNullAsync<Row>(FindSql, new { id, slug = id is null ? idOrSlug : null, locale });
        if (row is null) return null;

        var offers = ProductView.OffersOf(await ranked.OfAsync(session, [row.Id]));
        var rating = (await ratings.OfAsync(session, [row.Id])).SingleOrDefault();
        var best = offers.FirstOrDefault();
        var offered = best is null
            ? []
            : await promotions.ShownAsync(session, best.Store.Id, row.Id, best.Price.Currency);
        return new ProductView(
            row.Id, row.Slug, row.Title, row.Description, row.Brand, row.Language,
            Parts<ProductView.CategoryStep>(row.Categories),
            Parts<ProductView.AttributeValue>(row.Attributes),
            Parts<ProductView.Picture>(row.Pictures),
            [.. Parts<VariantRow>(row.Variants).Select(variant => variant.View(row.OptionNames, offers))],
            best,
            offers,
            rating is null ? null : new ProductView.RatingSummary(rating.MeanHundredths / 100m, rating.Count))
        {
            Promotions = offered,
        };
    }

    static T[] Parts<T>(string json) => System.Text.Json.JsonSerializer.Deserialize<T[]>(json, Json.Options)!;

    sealed record VariantRow(Guid Id, string[] Options)
    {
        public ProductView.Variant View(string[] names, IReadOnlyList<ProductView.OfferView> offers) => new(
            Id,
            [.. names.Zip(Options, (name, value) => new ProductView.Option(name, value))],
            offers.FirstOrDefault(offer => offer.Variant == Id)?.Id);
    }

    sealed record Row(
        Guid Id, string Slug, string Title, string Description, string? Brand, string Language, string[] OptionNames,
        string Categories, string Attributes, string Pictures, string Variants);

    // One round trip for everything of the catalogue's own; offers, stock, stores and ratings are four more.
    const string FindSql = """
        -- catalog.get-product.find
        select p.id, p.slug, p.title, p.description, p.brand, p.language, p.option_names,
            coalesce((
                select json_agg(json_build_object(
                    'number', a.number, 'slug', a.slug, 'name', catalog.category_name_in(a.id, @locale))
                    order by cardinality(a.path))
                from (
                    select k.path
                    from catalog.product_category m
                    join catalog.category k on k.id = m.category_id
                    where m.product_id = p.id
                    order by m.position
                    limit 1) main
                join catalog.category a on a.number = any(main.path) and a.shown), '[]')::text as categories,
            coalesce((
                select json_agg(json_build_object(
                    'code', t.code, 'name', catalog.attribute_name_in(t.id, @locale), 'unit', t.unit,
                    'text', x.text_value, 'number', trim_scale(x.number_value), 'flag', x.flag_value)
                    order by t.code)
                from catalog.product_attribute x
                join catalog.attribute t on t.id = x.attribute_id
                where x.product_id = p.id), '[]')::text as attributes,
            coalesce((
                select json_agg(
                    json_build_object('url', i.url, 'alt', i.alt, 'variant', i.variant_id) order by i.position)
                from catalog.picture i
                where i.product_id = p.id), '[]')::text as pictures,
            coalesce((
                select json_agg(json_build_object('id', v.id, 'options', v.options) order by v.position, v.id)
                from catalog.variant v
                where v.product_id = p.id and v.withdrawn_at is null), '[]')::text as variants
        from catalog.product p
        where (p.id = @id or p.slug = @slug) and p.withdrawn_at is null
        """;
}
