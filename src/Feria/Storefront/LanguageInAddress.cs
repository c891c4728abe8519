using System.Globalization;

namespace Feria.Storefront;

/// <summary>
/// The language stands in the address: English at the root, every other under its code. Nothing else decides it, so a
/// page can be cached and linked. Numbers follow the visitor's region where it speaks the page's language.
/// </summary>
static class LanguageInAddress
{
    public static void UseLanguageInAddress(this WebApplication app) => app.Use((context, next) =>
    {
        var visit = context.RequestServices.GetRequiredService<Visit>();
        foreach (var language in Words.Languages)
        {
            if (!context.Request.Path.StartsWithSegments("/" + language.Code, out var rest)) continue;
            // The first language has no name in the address; links from letters may still say it.
            if (language.Prefix == "") return Redirect(context, rest);
            visit.Language = language;
            context.Request.PathBase += language.Prefix;
            context.Request.Path = rest.HasValue ? rest : "/";
            break;
        }

        visit.Culture = CultureOf(visit.Language, context.Request);
        visit.Path = context.Request.Path.ToUriComponent() + context.Request.QueryString.ToUriComponent();
        visit.Origin = $"{context.Request.Scheme}://{context.Request.Host}";
        context.Response.Headers.ContentLanguage = visit.Language.Code;
        return next(context);
    });

    static Task Redirect(HttpContext context, PathString rest)
    {
        // One slash: "//host" would lead to another site.
        var path = "/" + rest.ToUriComponent().TrimStart('/');
        context.Response.Redirect(
            path + context.Request.QueryString.ToUriComponent(), permanent: true, preserveMethod: true);
        return Task.CompletedTask;
    }

    static CultureInfo CultureOf(Language language, HttpRequest request)
    {
        foreach (var asked in request.GetTypedHeaders().AcceptLanguage.OrderByDescending(each => each.Quality ?? 1))
        {
            var name = asked.Value.ToString();
            if (!name.StartsWith(language.Code + "-", StringComparison.OrdinalIgnoreCase)) continue;
            if (Known.Value.TryGetValue(name, out var culture)) return culture;
        }

        return language.Culture;
    }

    // Only real cultures: .NET makes one up for any well-formed name, and would keep each.
    static readonly Lazy<Dictionary<string, CultureInfo>> Known = new(() => CultureInfo
        .GetCultures(CultureTypes.SpecificCultures)
        .Where(culture => culture.Name.Length == 5)
        .ToDictionary(culture => culture.Name, StringComparer.OrdinalIgnoreCase));
}
