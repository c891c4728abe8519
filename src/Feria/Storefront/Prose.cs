using Markdig;
using Markdig.Parsers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Microsoft.AspNetCore.Components;

namespace Feria.Storefront;

/// <summary>
/// Longer texts that people write: CommonMark of which only words, their emphasis, lists, headings, quotes and links to
/// the web come through. HTML is shown as it was typed, pictures as their words.
/// </summary>
public static class Prose
{
    const int LowestHeading = 6;

    static readonly MarkdownPipeline Pipeline = Made();

    static MarkdownPipeline Made()
    {
        var builder = new MarkdownPipelineBuilder().DisableHtml().UseSoftlineBreakAsHardlineBreak();
        // Texts come from spreadsheets too: blanks before a line mean nothing.
        builder.BlockParsers.TryRemove<IndentedCodeBlockParser>();
        return builder.Build();
    }

    public static MarkupString Html(string text)
    {
        if (Read(text) is not { } document) return new(Escaped(text));
        foreach (var heading in document.Descendants<HeadingBlock>())
            heading.Level = Math.Min(heading.Level + 2, LowestHeading);
        foreach (var link in document.Descendants<LinkInline>().ToList())
            if (link.IsImage || !IsOfWeb(link.Url)) Unlink(link);
            else Distrust(link);
        foreach (var link in document.Descendants<AutolinkInline>().ToList())
            if (link.IsEmail || !IsOfWeb(link.Url)) link.ReplaceBy(new LiteralInline(link.Url));
            else Distrust(link);
        return new(document.ToHtml(Pipeline));
    }

    /// <summary>The words alone, in one line.</summary>
    public static string Plain(string text) => Read(text) is null
        ? text
        : string.Join(' ', Markdown.ToPlainText(text, Pipeline).Split(
            (char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    // What is nested deeper than anybody means is no prose.
    static MarkdownDocument? Read(string text)
    {
        try
        {
            return Markdown.Parse(text, Pipeline);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    static bool IsOfWeb(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp);

    // Its words stay where it stood.
    static void Unlink(LinkInline link)
    {
        foreach (var inside in link.ToList())
        {
            inside.Remove();
            link.InsertBefore(inside);
        }

        link.Remove();
    }

    static void Distrust(Inline link) => link.GetAttributes().AddProperty("rel", "nofollow ugc noopener");

    static string Escaped(string text) => $"<p>{System.Net.WebUtility.HtmlEncode(text)}</p>";
}
