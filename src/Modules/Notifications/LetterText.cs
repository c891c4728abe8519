using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Feria.Contracts;

namespace Feria.Notifications;

/// <summary>
/// Writes a letter from its template, a text file a language: <c>Subject:</c> in the first line, then paragraphs with
/// <c>{fact}</c> and <c>[words]({fact})</c> for a link. The template is cut before facts are filled in, so that nothing
/// in a fact is taken for a link or for HTML.
/// </summary>
static partial class LetterText
{
    static readonly ConcurrentDictionary<(string Template, string Locale), string> Read = new();

    public static WrittenLetter Write(Guid id, Letter letter)
    {
        var template = TemplateOf(letter.Template, letter.Locale);
        var cut = template.IndexOf('\n');
        var body = template[cut..].Trim();
        var subject = OneLine(Fill(template["Subject:".Length..cut].Trim(), letter, fact => fact, (_, link) => link));

        var text = Fill(body, letter, fact => fact, (words, link) => $"{words}:\n{link}");
        var html = new StringBuilder("<!doctype html>");
        html.Append($"<html lang=\"{Encoded(letter.Locale)}\"><meta charset=\"utf-8\">");
        html.Append($"<title>{Encoded(subject)}</title><body style=\"{BodyStyle}\">");
        foreach (var paragraph in body.Split("\n\n"))
        {
            var filled = Fill(paragraph.Trim(), letter, Encoded,
                (words, link) => $"<a href=\"{Encoded(link)}\" style=\"{LinkStyle}\">{Encoded(words)}</a>", Encoded);
            html.Append($"<p>{filled.Replace("\n", "<br>")}</p>");
        }

        return new WrittenLetter(id, letter.To, subject, text, html.Append("</body></html>").ToString());
    }

    static string Fill(
        string template, Letter letter, Func<string, string> fact, Func<string, string, string> link,
        Func<string, string>? plain = null)
    {
        var filled = new StringBuilder();
        var written = 0;
        foreach (Match place in Place().Matches(template))
        {
            filled.Append((plain ?? (text => text))(template[written..place.Index]));
            filled.Append(place.Groups["words"].Success
                ? link(place.Groups["words"].Value, FactOf(letter, place.Groups["link"].Value))
                : fact(FactOf(letter, place.Groups["fact"].Value)));
            written = place.Index + place.Length;
        }

        return filled.Append((plain ?? (text => text))(template[written..])).ToString();
    }

    static string FactOf(Letter letter, string name) => letter.Facts.TryGetValue(name, out var fact)
        ? fact
        : throw new InvalidOperationException($"The letter {letter.Template} was posted without its {name}.");

    static string TemplateOf(string template, string locale) => Read.GetOrAdd((template, locale), static key =>
        Resource($"letters/{key.Locale}/{key.Template}.txt")
        ?? Resource($"letters/{Locale.Default}/{key.Template}.txt")
        ?? throw new InvalidOperationException($"There is no letter {key.Template}."));

    static string? Resource(string name)
    {
        using var stream = typeof(LetterText).Assembly.GetManifestResourceStream(name);
        return stream is null ? null : new StreamReader(stream).ReadToEnd().ReplaceLineEndings("\n");
    }

    static string OneLine(string text) => string.Concat(text.Where(letter => !char.IsControl(letter)));

    static string Encoded(string text) => WebUtility.HtmlEncode(text);

    const string BodyStyle = "font:16px/1.5 system-ui,sans-serif;max-width:36em;margin:2em auto;padding:0 1em";
    const string LinkStyle =
        "display:inline-block;padding:.6em 1.2em;border-radius:.4em;background:#b3261e;color:#fff;text-decoration:none";

    [GeneratedRegex(@"\[(?<words>[^\]]+)\]\(\{(?<link>\w+)\}\)|\{(?<fact>\w+)\}")]
    private static partial Regex Place();
}
