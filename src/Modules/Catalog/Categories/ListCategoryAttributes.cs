using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Feria.Catalog;

/// <summary>What listings in a category are asked for, by itself and by all above it.</summary>
public static class ListCategoryAttributes
{
    static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/categories/{slug}/attributes", Handle)
        .WithName(nameof(ListCategoryAttributes))
        .AllowAnyone();

    static async Task<Tagged<Page<CategoryFile.Asked>>> Handle(
        string slug, [FromHeader(Name = "Accept-Language")] string? acceptLanguage, Cache cache,
        CancellationToken stop)
    {
        var locale = Locale.Choose(null, acceptLanguage);
        var asked = await cache.GetAsync(
            $"category-attributes:{locale}:{slug}", Fresh, async session => new Cache.Filled<Page<CategoryFile.Asked>>(
                new(await CategoryFile.AskedAsync(session, [slug], locale), null), [Changes.Of<CategoriesChanged>()]),
            stop);
        return new(asked!.Json);
    }
}
