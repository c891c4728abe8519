using System.Diagnostics;

namespace Feria.Community.Tests;

/// <summary>What leads out is hidden, however it is written; what does not is left as it is.</summary>
public sealed class MaskingTests
{
    static readonly string[] Ways =
    [
        "ana@example.com", "ana.souza+shop@mail.example.co.uk", "ana @ example . com", "ANA@EXAMPLE.COM",
        "ana(at)example.com", "ana [at] example [dot] com", "ana at example dot com", "ana arroba example punto com",
        "ana arroba example.com", "ａｎａ＠ｅｘａｍｐｌｅ．ｃｏｍ", "ana@exam\u200Bple.com", "a\u00ADna@example.com",
        "+55 11 91234-5678", "(11) 91234 5678", "11.91234.5678", "1 1 9 1 2 3 4 5 6 7 8", "0044 (0)20 7946 0000",
        "١١٩١٢٣٤٥٦٧٨", "１１９１２３４５６７８",
        "1\u200D1\u200D9\u200D1\u200D2\u200D3\u200D4\u200D5\u200D6",
        "1️⃣1️⃣9️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣",
        "https://example.com/lamp", "HTTP://example.org", "www.example.com", "example.com",
        "wa.me/5511912345678", "t.me/ana_souza", "instagram.com/ana", "lamps dot com", "lamps.shop", "lamps .com",
        "@ana_souza", "ftp://files.example.net/a",
    ];

    static readonly string[] Harmless =
    [
        "", "Could you leave it with my neighbour in number 14?",
        "It comes on 2026-12-24, or 24/12/2026 at the latest.",
        "I bought 2 @ 300 each.", "The lamp is 120 x 40 x 40 cm, and 1.299,00 is fine.", "Order F-1042, please.",
        "Gracias. Es bonito. Me gusta.", "We looked at home. Nice!", "Meet me at noon.", "Postal code 01310-100.",
        "👨‍👩‍👧 thank you so much 😀", "e.g. the red one, i.e. not the blue", "Llega a las 10. Com carinho.",
    ];

    public static TheoryData<string> Contacts => [.. Ways];

    public static TheoryData<string> Talk => [.. Harmless];

    [Theory]
    [MemberData(nameof(Contacts))]
    public void Whatever_leads_out_is_hidden(string contact)
    {
        foreach (var text in new[] { contact, $"Write to me: {contact}", $"{contact}\nbest, Ana", $"({contact})" })
        {
            var shown = Masking.Hide(text);
            Assert.Contains(Masking.Mask, shown);
            Assert.DoesNotContain("example", shown, StringComparison.OrdinalIgnoreCase);
            Assert.True(shown.Count(char.IsDigit) < 6, shown);
        }
    }

    [Theory]
    [MemberData(nameof(Talk))]
    public void What_does_not_lead_out_is_left_as_it_is(string text) => Assert.Equal(text, Masking.Hide(text));

    // Made of harmless and hidden pieces in any order, two thousand times.
    [Fact]
    public void In_any_company_it_is_hidden_and_hiding_again_changes_nothing()
    {
        var random = new Random(27);
        for (var n = 0; n < 2_000; n++)
        {
            var contact = Ways[random.Next(Ways.Length)];
            var pieces = Enumerable.Range(0, random.Next(1, 6)).Select(_ => Harmless[random.Next(Harmless.Length)])
                .Append(contact).ToArray();
            random.Shuffle(pieces);
            var text = string.Join(random.Next(2) == 0 ? "\n\n— " : " … ", pieces);
            var shown = Masking.Hide(text);
            Assert.True(shown.Contains(Masking.Mask, StringComparison.Ordinal), text);
            Assert.DoesNotContain("example", shown, StringComparison.OrdinalIgnoreCase);
            Assert.Equal(shown, Masking.Hide(shown));
        }
    }

    [Theory]
    [InlineData("a@")]
    [InlineData("a.")]
    [InlineData("1-")]
    [InlineData("((((")]
    [InlineData("a at b dot ")]
    [InlineData("www.")]
    public void Nothing_that_can_be_written_takes_long(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 2000 / piece.Length));
        Masking.Hide(text);
        var clock = Stopwatch.StartNew();
        Masking.Hide(text);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(1), $"{clock.Elapsed}");
    }
}
