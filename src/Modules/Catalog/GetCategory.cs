using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Feria.Catalog;

/// <summary>One category: what it is, the way to it from the root, and what is directly under it.</summary>
public static class GetCategory
{
    static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/categories/{slug}", Handle)
        .WithName(nameof(GetCategory))
        .AllowAnyone()
        .Refuses(Refusals.CategoryNotFound);

    /// <param name="Path">The categories above it, root first; not itself.</param>
    /// <param name="Description">As the name in the language asked for, else in English, else in any.</param>
    public sealed record Category(
        Guid Id, int Number, string Slug, string Name, IReadOnlyList<Step> Path, IReadOnlyList<Step> Children,
        string? Picture, Words? Description);

    public sealed record Words(string Text, string Language);

    public sealed record Step(int Number, string Slug, string Name);

    static async Task<Results<Tagged<Category>, RedirectHttpResult, ProblemHttpResult>> Handle(
        string slug, string? locale, [FromHeader(Name = "Accept-Language")] string? acceptLanguage,
        HttpRequest request, Cache cache, CancellationToken stop)
    {
        if (await FindAsync(cache, slug, Locale.Choose(locale, acceptLanguage), stop) is { } category)
            return new Tagged<Category>(category.Json);
        return await FormerAddress.FindAsync(cache, slug, stop) is { } former
            ? TypedResults.Redirect(
                former.Slug is null ? "/api/v1/categories" : $"/api/v1/categories/{former.Slug}{request.QueryString}",
                permanent: former.Forever)
            : Refusals.CategoryNotFound.AsProblem();
    }

    /// <summary>The category at this address; null where there is none.</summary>
    public static Task<Cache.Copy<Category>?> FindAsync(
        Cache cache, string slug, string locale, CancellationToken stop) =>
        cache.GetAsync($"category:{locale}:{slug}", Fresh, async session => new Cache.Filled<Category>(
            await ReadAsync(session, slug, locale), [Changes.Of<CategoriesChanged>()]), stop);

    static async Task<Category?> ReadAsync(Session session, string slug, string locale)
    {
        var rows = await session.ListAsync<Row>(FindSql, new { slug, locale });
        if (rows.FirstOrDefault(row => row.Place == "here") is not { } here) return null;
        return new Category(
            here.Id, here.Number, here.Slug, here.Name,
            [.. rows.Where(row => row.Place == "above").Select(StepOf)],
            [.. rows.Where(row => row.Place == "below").Select(StepOf)],
            here.Picture, here.Description is { } text ? new(text, here.Language!) : null);
    }

    static Step StepOf(Row row) => new(row.Number, row.Slug, row.Name);

    sealed record Row(
        string Place, Guid Id, int Number, string Slug, string Name, string? Picture, string? Description,
        string? Language);

    const string FindSql = """
        -- catalog.get-category.find
        with here as (select id, path from catalog.category where slug = @slug and shown)
        select
            case when c.id = h.id then 'here' when c.parent_id = h.id then 'below' else 'above' end as place,
            c.id, c.number, c.slug, catalog.category_name_in(c.id, @locale) as name, c.picture,
            d.description, d.locale as language
        from here h
        join catalog.category c on c.number = any(h.path) or (c.parent_id = h.id and c.shown)
        left join lateral (
            select description, locale
            from catalog.category_name n
            where n.category_id = h.id and c.id = h.id and n.description <> ''
            order by n.locale = @locale desc, n.locale = 'en' desc, n.locale
            limit 1) d on true
        order by cardinality(c.path), c.position, name, c.number
        """;
}
