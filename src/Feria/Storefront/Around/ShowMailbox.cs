using System.Text.RegularExpressions;
using Feria.Notifications;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Feria.Storefront;

/// <summary>The demo's mailbox: what an installation without a mail server would have sent.</summary>
static partial class ShowMailbox
{
    public static void Map(IEndpointRouteBuilder pages) => pages.MapGet("/demo/mailbox", Handle).AllowAnyone();

    static async Task<IResult> Handle(
        string? cursor, Database db, Vault vault, IConfiguration settings, CancellationToken stop)
    {
        var found = (await GetMailbox.HandleAsync(db, vault, settings, 30, cursor, null, stop)).Result;
        if (found is not Ok<Page<GetMailbox.Kept>> { Value: { } page }) return found;
        return new RazorComponentResult<MailboxPage>(new
        {
            Letters = (IReadOnlyList<MailboxPage.Letter>)
            [
                .. page.Items.Select(letter =>
                    new MailboxPage.Letter(letter.To, letter.Subject, letter.At, Cut(letter.Text))),
            ],
            Next = page.Next is { } next ? $"/demo/mailbox?cursor={next}" : null,
        });
    }

    /// <summary>The text cut at its addresses; nothing else in it becomes markup.</summary>
    internal static IReadOnlyList<(string Text, string? Address)> Cut(string text)
    {
        var parts = new List<(string, string?)>();
        var at = 0;
        foreach (Match address in Address().Matches(text))
        {
            if (address.Index > at) parts.Add((text[at..address.Index], null));
            parts.Add((address.Value, address.Value));
            at = address.Index + address.Length;
        }

        if (at < text.Length) parts.Add((text[at..], null));
        return parts;
    }

    [GeneratedRegex(@"https?://[^\s<>""]+[^\s<>"".,;:!?)]")]
    private static partial Regex Address();
}
