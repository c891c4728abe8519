using Feria.Contracts;

namespace Feria.Search.Tests;

/// <summary>The dictionary and the cards that processes hold in memory.</summary>
public sealed class LexiconTests
{
    static Learned Term(int number, string text) => new(Lesson.Term, number, text, 0);

    static Shown Card(int number, string title) => new(new(
        new Guid(number, 0, 0, new byte[8]), "slug", title, "en", null, null, null, null, null, 0, true, null, null));

    [Fact]
    public void A_word_is_read_anew_once_there_are_more_terms()
    {
        var lexicon = new Lexicon();
        lexicon.Take([Term(3, "light"), Term(5, "bulb")]);
        Assert.Empty(lexicon.Read("lightbulb").Terms);
        var cut = Assert.Single(lexicon.Read("lightbulb").Cuts);
        Assert.Equal(("light", 3, "bulb", 5), (cut.First, cut.FirstTerms[0], cut.Second, cut.SecondTerms[0]));

        lexicon.Take([Term(9, "lightbulb"), new(Lesson.Word, 4, "lightbulbs", 9), new(Lesson.Brand, 2, "Acme", 0)]);

        Assert.Equal([9], lexicon.Read("lightbulb").Terms);
        Assert.Equal((9, 4, 2), (lexicon.LastTerm, lexicon.LastWord, lexicon.LastBrand));
        Assert.Equal((2, "Acme", null), (lexicon.BrandOf("Acme"), lexicon.BrandOf(2), lexicon.BrandOf("Other")));
    }

    [Fact]
    public void Words_come_by_their_beginning_and_by_slips_however_many_there_are()
    {
        var chance = new Random(5);
        string[] all =
        [
            .. Enumerable.Range(0, 6_000)
                .Select(_ => new string(chance.GetItems("abcdé1".ToCharArray(), chance.Next(3, 9)))).Distinct(),
        ];
        var words = all.Chunk(700).Aggregate(
            Words.None, (sum, some) => sum.With([.. some.Select(word => new Word(word, word.Length))]));

        Assert.Equal(all.Length, words.Count);
        foreach (var asked in all.Take(50))
        {
            Assert.Equal(
                all.Where(word => word.StartsWith(asked[..3], StringComparison.Ordinal)).Order(StringComparer.Ordinal),
                words.Beginning(asked[..3]).Select(word => word.Text).Order(StringComparer.Ordinal));
            Assert.Empty(all.Where(word => Spelling.Distance(asked, word, 2) <= 2)
                .Except(words.About(asked, 2).Select(word => word.Text)));
        }
    }

    [Fact]
    public void Codes_that_were_added_may_be_there_and_of_others_hardly_any()
    {
        var marks = new Marks();
        for (var i = 0; i < 20_000; i++) marks.Add($"code{i}");

        Assert.All(Enumerable.Range(0, 20_000), i => Assert.True(marks.MayHave($"code{i}")));
        Assert.InRange(Enumerable.Range(0, 20_000).Count(i => marks.MayHave($"other{i}")), 0, 20);
    }

    [Fact]
    public void A_card_is_given_for_its_own_version_alone()
    {
        var cards = new Cards();
        cards.Put(7, Card(1, "new"));
        cards.Put(6, Card(1, "old"));

        Assert.Equal("new", cards.Of(new Guid(1, 0, 0, new byte[8]), 7)?.Hit.Title);
        Assert.Null(cards.Of(new Guid(1, 0, 0, new byte[8]), 6));
        Assert.Null(cards.Of(new Guid(1, 0, 0, new byte[8]), 8));
    }

    [Fact]
    public void Cards_take_no_more_than_their_room_and_those_wanted_stay()
    {
        var cards = new Cards(mostBytes: 100_000);
        cards.Put(1, Card(0, "wanted"));
        for (var i = 1; i < 2_000; i++)
        {
            cards.Put(1, Card(i, "seldom"));
            Assert.NotNull(cards.Of(new Guid(0, 0, 0, new byte[8]), 1));
        }

        Assert.InRange(cards.Count, 50, 170);
    }
}
