using Feria.FlashSales;
using Microsoft.Net.Http.Headers;

namespace Feria.Storefront;

/// <summary>The page of a flash sale: what, when, how many are left, and the way into its line.</summary>
static class ShowFlashSale
{
    /// <summary>Beside the other pages, without what they look up for each visitor.</summary>
    public static void Map(IEndpointRouteBuilder app) =>
        // The same bytes for everybody: a whole office may reload it at the same instant.
        app.MapGet("/flash/{slug}", Handle).AllowAnyone().OnlyInPerson().Allows(perMinute: 60_000, burst: 5_000);

    public static string PathOf(string slug) => "/flash/" + slug;

    static async Task<IResult> Handle(
        string slug, HttpContext http, Visit visit, FlashPages pages, FlashSaleBook book, Streets streets)
    {
        var page = await pages.OfAsync(slug, visit, http.RequestServices, book, streets);
        if (page is null) return Refusals.FlashSaleNotFound.AsProblem();

        ReceiveVisitor.Guard(http);
        http.Response.Headers.CacheControl = "public, max-age=1";
        http.Response.Headers.Vary = $"{HeaderNames.AcceptEncoding}, {HeaderNames.AcceptLanguage}";
        if (!http.Request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.Ordinal))
            return TypedResults.Bytes(page.Plain, "text/html; charset=utf-8");
        http.Response.Headers.ContentEncoding = "br";
        return TypedResults.Bytes(page.Brotli, "text/html; charset=utf-8");
    }
}
