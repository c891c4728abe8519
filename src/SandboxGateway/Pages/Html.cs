using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;

namespace Feria.SandboxGateway.Pages;

/// <summary>Markup written as an interpolated string: what is put in is encoded unless it is markup itself.</summary>
[InterpolatedStringHandler]
public readonly struct Html(int literalLength, int holes)
{
    readonly StringBuilder text = new(literalLength + holes * 16);

    public void AppendLiteral(string markup) => text.Append(markup);
    public void AppendFormatted(Html markup) => text.Append(markup.text);
    public void AppendFormatted(string? value) => text.Append(HtmlEncoder.Default.Encode(value ?? ""));
    public void AppendFormatted(int value) => text.Append(value.ToString(CultureInfo.InvariantCulture));

    public void AppendFormatted(IEnumerable<Html> parts)
    {
        foreach (var part in parts) text.Append(part.text);
    }

    public override string ToString() => text?.ToString() ?? "";

    public static Html Of(Html markup) => markup;

    public static readonly Html Nothing = Of($"");

    /// <summary>
    /// A whole page. Nothing but our own style is loaded, and forms lead here or back to the shop only.
    /// </summary>
    public static IResult Page(
        HttpContext http, Texts texts, string title, Html body, int status = 200, string? shop = null)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy =
            $"default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self' {shop}";
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        headers.XContentTypeOptions = "nosniff";
        var page = Of($"""
            <!doctype html>
            <html lang="{texts.Language}">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <meta name="robots" content="noindex">
              <title>{title}</title>
              <link rel="stylesheet" href="/gateway.css">
            </head>
            <body>
              <p class="sandbox" role="note">{texts["sandbox"]}</p>
              <main>
            {body}
              </main>
            </body>
            </html>
            """);
        return Results.Content(page.ToString(), "text/html; charset=utf-8", Encoding.UTF8, status);
    }
}
