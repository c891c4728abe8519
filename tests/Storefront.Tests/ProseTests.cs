using AngleSharp.Html.Parser;

namespace Feria.Storefront.Tests;

/// <summary>Texts that people write come through as words, and as nothing else.</summary>
public sealed class ProseTests
{
    static readonly HashSet<string> Allowed =
    [
        "P", "BR", "STRONG", "EM", "UL", "OL", "LI", "H3", "H4", "H5", "H6", "BLOCKQUOTE", "CODE", "PRE", "A", "HR",
    ];

    [Theory]
    [InlineData("One.\nTwo.", "<p>One.<br />\nTwo.</p>")]
    [InlineData("**Bold** and *slanted*", "<p><strong>Bold</strong> and <em>slanted</em></p>")]
    [InlineData("# Large", "<h3>Large</h3>")]
    [InlineData("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>")]
    [InlineData("    four blanks", "<p>four blanks</p>")]
    [InlineData("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>")]
    [InlineData("[a](javascript:alert(1))", "<p>a</p>")]
    [InlineData("[**a** b](data:text/html,x)", "<p><strong>a</strong> b</p>")]
    [InlineData("![lamp](https://example.com/a.png)", "<p>lamp</p>")]
    [InlineData("[shop](https://example.com/)",
        """<p><a href="https://example.com/" rel="nofollow ugc noopener">shop</a></p>""")]
    public void Is_written_so(string text, string html) => Assert.Equal(html, Prose.Html(text).Value.Trim());

    [Fact]
    public void Nothing_but_prose_ever_comes_through()
    {
        string[] pieces =
        [
            "[", "]", "(", ")", "<", ">", "!", "*", "_", "`", "#", "&", "\"", "'", "\n", "\n\n", " ", "    ", "- ",
            "> ",
            "javascript:", "JaVaScRiPt&colon;", "data:text/html,", "https://a.example/", "//a.example", "\\", "x",
            "<img src=x onerror=alert(1)>", "<a href=\"javascript:x\">", "</p>", "<!--", "-->", "<![CDATA[", "&#x6a;",
            "[x]: javascript:alert(1)\n", "[x]", "vbscript:x", "\t", "1. ", "```", "~~~", "\u202e", "mailto:a@b.c",
        ];
        var random = new Random(11);
        var parser = new HtmlParser();
        for (var turn = 0; turn < 5_000; turn++)
        {
            var text = string.Concat(random.GetItems(pieces, random.Next(1, 14)));
            foreach (var element in parser.ParseDocument($"<body>{Prose.Html(text)}").Body!.QuerySelectorAll("*"))
            {
                Assert.True(Allowed.Contains(element.TagName), $"{element.TagName} of {text}");
                foreach (var attribute in element.Attributes)
                    Assert.True(
                        (element.TagName, attribute.Name) is ("A", "rel") or ("OL", "start") or ("CODE", "class")
                            or ("A", "title")
                        || (attribute.Name == "href" && attribute.Value.StartsWith("http", StringComparison.Ordinal)),
                        $"{attribute.Name}={attribute.Value} of {text}");
            }
        }
    }

    [Fact]
    public void What_is_nested_without_end_is_shown_as_it_was_typed() =>
        Assert.StartsWith("<p>&gt;&gt;&gt;", Prose.Html(new string('>', 50_000) + "x").Value);

    [Fact]
    public void Its_words_alone_are_one_line() =>
        Assert.Equal("Large One two.", Prose.Plain("# Large\n\n**One**\ntwo."));
}
