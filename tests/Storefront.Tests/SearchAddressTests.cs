using Feria.Search;

namespace Feria.Storefront.Tests;

/// <summary>Which searches a search engine may list, and under which address.</summary>
public sealed class SearchAddressTests
{
    static readonly Wish Everything = new(null, null, null, null, null, null, false, [], Wish.Usual, null);
    static readonly Wish Lamps = Everything with { Q = "brass lamp" };

    [Fact]
    public void Everything_a_category_and_plain_words_have_an_address_of_their_own()
    {
        Assert.Equal("/search", ShowResults.AddressOf(Everything, Finding(0)));
        Assert.Equal("/category/lamps", ShowResults.AddressOf(Everything with { Category = "lamps" }, Finding(3)));
        Assert.Equal("/search?q=brass%20lamp", ShowResults.AddressOf(Lamps, Finding(3)));
    }

    [Fact]
    public void What_shows_the_same_things_narrowed_sorted_or_further_on_has_none()
    {
        Wish[] others =
        [
            Lamps with { Category = "lamps" }, Lamps with { Min = "10" }, Lamps with { Rating = 4 },
            Lamps with { Stock = true }, Lamps with { Brands = ["Ñandú Luz"] }, Lamps with { Sort = "newest" },
            Lamps with { Cursor = "x" }, Everything with { Category = "lamps", Stock = true },
        ];
        Assert.All(others, wish => Assert.Null(ShowResults.AddressOf(wish, Finding(3))));
    }

    [Fact]
    public void Words_that_find_nothing_or_were_guessed_at_have_none()
    {
        Assert.Null(ShowResults.AddressOf(Lamps, Finding(0)));
        Assert.Null(ShowResults.AddressOf(Lamps, Finding(3) with { Corrected = "brass lamps" }));
        Assert.Null(ShowResults.AddressOf(Lamps, Finding(3) with { Ignored = ["brass"] }));
    }

    static Found Finding(long total) => new([], null, total, new([], [], [], [], 0), "all", null, [], []);
}
