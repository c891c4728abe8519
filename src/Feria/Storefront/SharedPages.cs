using System.Text;
using Feria.Marketing;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Feria.Storefront;

/// <summary>
/// Pages that are the same for everybody but for one place: who is here and what is in the cart (docs/decisions/0061).
/// They are drawn once of the copies they show, and again when one of those is another.
/// </summary>
public sealed class SharedPages(ILoggerFactory logs)
{
    /// <summary>A shared cache may show it so long, and for a moment more while it asks for a newer one.</summary>
    const string MayBeShared = "public, max-age=0, s-maxage=5, stale-while-revalidate=10";

    const string DiffersBy = "Cookie, Authorization, Feria-Cart, Accept-Language";

    readonly MadeOfCopies drawn = new(mostBytes: 64 << 20);

    /// <summary>The page for whoever asks.</summary>
    /// <param name="path">Its own address without the language, with what it knows of the query.</param>
    /// <param name="of">All copies it shows beside those every page does.</param>
    /// <param name="parameters">Of the component; made of the copies and the key alone.</param>
    /// <param name="also">What else it differs by.</param>
    /// <param name="own">The banner of a signed-in visitor, where the page has a place for one.</param>
    public async Task<IResult> ShowAsync<TPage>(
        HttpContext http, string path, IReadOnlyList<Rendered> of, Func<Dictionary<string, object?>> parameters,
        string also = "", Func<Guid, Task<BannerShown?>>? own = null) where TPage : IComponent
    {
        var visit = http.RequestServices.GetRequiredService<Visit>();
        var key = $"{typeof(TPage).Name} {visit.Origin} {visit.Language.Code} {visit.Culture.Name} "
            + $"{visit.SettingsMark} {also} {path}";
        var whole = await drawn.GetAsync(key, [.. of, visit.LanesOf], async () =>
        {
            // Nobody's visit: no name, no cart.
            await using var scope = http.RequestServices.CreateAsyncScope();
            visit.CopyTo(scope.ServiceProvider.GetRequiredService<Visit>(), path);
            return await DrawAsync<TPage>(scope.ServiceProvider, parameters());
        });
        return new Shown(whole, visit, this, own);
    }

    async Task<byte[]> DrawAsync<TPart>(IServiceProvider services, Dictionary<string, object?> parameters)
        where TPart : IComponent
    {
        await using var renderer = new HtmlRenderer(services, logs);
        var html = await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<TPart>(
            ParameterView.FromDictionary(parameters))).ToHtmlString());
        return Encoding.UTF8.GetBytes(html);
    }

    sealed class Shown(
        Rendered whole, Visit visit, SharedPages pages, Func<Guid, Task<BannerShown?>>? own) : IResult
    {
        const string Html = "text/html; charset=utf-8";

        public Task ExecuteAsync(HttpContext http)
        {
            if (visit.IsKnown) return FillAsync(http);
            http.Response.Headers.CacheControl = MayBeShared;
            http.Response.Headers.Vary = DiffersBy;
            return whole.SendAsync(http, Html);
        }

        // Nobody else gets these bytes: the visitor's own parts stand where nobody's stood, in the order of the page.
        async Task FillAsync(HttpContext http)
        {
            var yours = await pages.DrawAsync<Parts.Yours>(http.RequestServices, []);
            var poster = own is not null && visit.Account is { } account
                ? await pages.DrawAsync<Parts.Poster>(
                    http.RequestServices, new() { ["Banner"] = await own(account) })
                : null;
            http.Response.ContentType = Html;
            var from = await PutAsync(http, 0, PlaceOf(YourBegin, YourEnd), yours);
            if (poster is not null) from = await PutAsync(http, from, PlaceOf(PosterBegin, PosterEnd), poster);
            await http.Response.Body.WriteAsync(whole.Body.AsMemory(from), http.RequestAborted);
        }

        (int Begin, int End) PlaceOf(ReadOnlySpan<byte> begin, ReadOnlySpan<byte> end) =>
            (whole.Body.AsSpan().IndexOf(begin), whole.Body.AsSpan().IndexOf(end) + end.Length);

        async Task<int> PutAsync(HttpContext http, int from, (int Begin, int End) place, byte[] part)
        {
            await http.Response.Body.WriteAsync(whole.Body.AsMemory(from, place.Begin - from), http.RequestAborted);
            await http.Response.Body.WriteAsync(part, http.RequestAborted);
            return place.End;
        }

        static ReadOnlySpan<byte> YourBegin => "<!--yours-->"u8;
        static ReadOnlySpan<byte> YourEnd => "<!--/yours-->"u8;
        static ReadOnlySpan<byte> PosterBegin => "<!--poster-->"u8;
        static ReadOnlySpan<byte> PosterEnd => "<!--/poster-->"u8;
    }
}
