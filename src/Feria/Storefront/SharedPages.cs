using System.Text;
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
    public async Task<IResult> ShowAsync<TPage>(
        HttpContext http, string path, IReadOnlyList<Rendered> of, Func<Dictionary<string, object?>> parameters,
        string also = "") where TPage : IComponent
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
        return new Shown(whole, visit, this);
    }

    async Task<byte[]> DrawAsync<TPart>(IServiceProvider services, Dictionary<string, object?> parameters)
        where TPart : IComponent
    {
        await using var renderer = new HtmlRenderer(services, logs);
        var html = await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<TPart>(
            ParameterView.FromDictionary(parameters))).ToHtmlString());
        return Encoding.UTF8.GetBytes(html);
    }

    sealed class Shown(Rendered whole, Visit visit, SharedPages pages) : IResult
    {
        const string Html = "text/html; charset=utf-8";

        public Task ExecuteAsync(HttpContext http)
        {
            if (visit.IsKnown) return FillAsync(http);
            http.Response.Headers.CacheControl = MayBeShared;
            http.Response.Headers.Vary = DiffersBy;
            return whole.SendAsync(http, Html);
        }

        // Nobody else gets these bytes: the visitor's own part stands where nobody's stood.
        async Task FillAsync(HttpContext http)
        {
            var begin = whole.Body.AsSpan().IndexOf(YourBegin);
            var end = whole.Body.AsSpan().IndexOf(YourEnd) + YourEnd.Length;
            var yours = await pages.DrawAsync<Parts.Yours>(http.RequestServices, []);
            http.Response.ContentType = Html;
            var body = http.Response.Body;
            await body.WriteAsync(whole.Body.AsMemory(0, begin), http.RequestAborted);
            await body.WriteAsync(yours, http.RequestAborted);
            await body.WriteAsync(whole.Body.AsMemory(end), http.RequestAborted);
        }

        static ReadOnlySpan<byte> YourBegin => "<!--yours-->"u8;
        static ReadOnlySpan<byte> YourEnd => "<!--/yours-->"u8;
    }
}
