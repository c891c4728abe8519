using Feria.Contracts;

namespace Feria.Notifications.Tests;

public sealed class LetterTextTests
{
    static readonly string[] Facts =
        ["name", "link", "signIn", "number", "store", "total", "checkoutTotal", "lines", "why", "who",
            "title", "text", "tracking", "url", "amount", "ending", "dueBy", "method", "days", "place", "many", "since",
            "what", "from", "until", "reason", "thing", "subject", "body", "unsubscribe"];

    // Who is suspended has nowhere to go.
    static readonly string[] WithoutLink = ["account-suspended"];

    public static TheoryData<string, string> Everything
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var resource in typeof(NotificationsModule).Assembly.GetManifestResourceNames())
                if (resource.Split('/') is ["letters", var locale, var file])
                    all.Add(locale, file[..^".txt".Length]);
            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public void Every_letter_is_written_whole_in_every_language(string locale, string template)
    {
        var written = LetterText.Write(Guid.Empty, Of(template, locale, fact => $"«{fact}»"));

        Assert.NotEmpty(written.Subject);
        Assert.DoesNotContain('{', written.Subject + written.Text);
        Assert.DoesNotContain("](", written.Text);
        if (WithoutLink.Contains(template)) return;
        Assert.Contains("«link»", written.Text);
        Assert.Contains("href=\"«link»\"", System.Net.WebUtility.HtmlDecode(written.Html));
    }

    [Fact]
    public void Every_language_has_the_same_letters()
    {
        var all = Everything.Select(row => row.Data).ToLookup(each => each.Item1, each => each.Item2);

        Assert.Equal(Locale.Spoken, all.Select(each => each.Key).Order());
        Assert.All(all, language => Assert.Equal(all["en"].Order(), language.Order()));
        Assert.Equal(77, all["en"].Count());
    }

    [Fact]
    public void A_name_can_be_neither_link_nor_html_nor_header()
    {
        const string name = "[Win]({link})<script>alert(1)</script>\r\nBcc: all@example.com";
        var written = LetterText.Write(
            Guid.Empty, Of("verify-email", "en", fact => fact == "name" ? name : "https://f.example/x"));

        Assert.Contains($"Hello {name},", written.Text);
        Assert.DoesNotContain("<script>", written.Html);
        Assert.Single(System.Text.RegularExpressions.Regex.Matches(written.Html, "href="));

        var order = LetterText.Write(Guid.Empty, Of("order-confirmed", "en", _ => "F-1\r\nBcc: all@example.com"));
        Assert.Equal("Order F-1Bcc: all@example.com is confirmed", order.Subject);
    }

    [Fact]
    public void A_language_without_letters_gets_the_English_one()
    {
        var written = LetterText.Write(Guid.Empty, Of("verify-email", "fr", fact => fact));

        Assert.Equal("Confirm your e-mail address", written.Subject);
    }

    [Fact]
    public void A_fact_that_is_missing_is_a_fault_and_no_hole_in_a_letter()
    {
        var letter = new Letter("a@b.example", "en", "verify-email", new Dictionary<string, string>());

        Assert.Throws<InvalidOperationException>(() => LetterText.Write(Guid.Empty, letter));
    }

    [Theory]
    [InlineData("BRL", "en", "BRL 12,345.67")]
    [InlineData("BRL", "es", "BRL 12,345.67")]
    [InlineData("BRL", "pt", "BRL 12.345,67")]
    [InlineData("BRL", "fr", "BRL 12,345.67")]
    [InlineData("CLP", "en", "CLP 1,234,567")]
    [InlineData("KWD", "en", "KWD 1,234.567")]
    public void Money_is_written_with_its_own_decimals(string currency, string locale, string words) =>
        Assert.Equal(words, Currency.Words(new Money(1_234_567, currency), locale).Replace('\u00a0', ' '));

    static Letter Of(string template, string locale, Func<string, string> fact) =>
        new("ana@example.com", locale, template, Facts.ToDictionary(name => name, fact));
}
