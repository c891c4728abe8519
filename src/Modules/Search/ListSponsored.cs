using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Feria.Search;

/// <summary>
/// What is shown among the results of a search or category because somebody pays for it: it is to be labelled so. It
/// stands apart from the results, so that those are the same for who shows none.
/// </summary>
public static class ListSponsored
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/products/sponsored", Handle)
        .WithName(nameof(ListSponsored))
        .AllowAnyone();

    /// <param name="Places">Where they stand among the results, counted from nought.</param>
    public sealed record Answer(IReadOnlyList<SponsoredHit> Items, IReadOnlyList<int> Places);

    static async Task<Tagged<Answer>> Handle(
        [StringLength(200)] string? q, [StringLength(120)] string? category,
        [RegularExpression("^[a-z]{2}$")] string? locale,
        Finder finder, SponsoredFinder sponsored, Database db, CancellationToken stop)
    {
        if (category is { Length: > 0 })
            category = (await finder.CategoriesAsync(locale ?? "en", stop)).NowOf(category);
        var found = await sponsored.FindAsync(new(q, category, Locale: locale ?? "en"), db, stop);
        return new(new Answer(found, SponsoredFinder.Places));
    }
}
