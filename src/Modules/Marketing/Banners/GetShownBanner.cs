using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Marketing;

/// <summary>The banner that stands over a page for the caller, for applications that draw their own.</summary>
public static class GetShownBanner
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/banner", Handle)
        .WithName(nameof(GetShownBanner))
        .AllowAnyone();

    /// <param name="Banner">Null where none stands there.</param>
    public sealed record Answer(BannerShown? Banner);

    static async Task<Ok<Answer>> Handle(
        [Required, AllowedValues(BannerTerms.Home, BannerTerms.OfCategory, BannerTerms.OfSearch)] string place,
        [StringLength(120)] string? category,
        [RegularExpression("^[a-z]{2}$")] string? locale,
        Caller caller, Banners banners, Database database, ICategoryBook categories, CancellationToken stop)
    {
        var path = Array.Empty<int>();
        if (category is { Length: > 0 })
        {
            await using var session = await database.ReadAsync(stop);
            path = (await categories.AllAsync(session, locale ?? Locale.Default))
                .FirstOrDefault(one => one.Slug == category)?.Path ?? [];
        }

        var language = locale ?? Locale.Default;
        return TypedResults.Ok(new Answer(caller.Account is { } account
            ? await banners.ForAsync(account, place, path, language, stop)
            : banners.ForAll(place, path, language)));
    }
}
