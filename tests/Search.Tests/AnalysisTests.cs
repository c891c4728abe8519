using Feria.Contracts;

namespace Feria.Search.Tests;

public sealed class AnalysisTests
{
    [Theory]
    [InlineData("5/8 in. bolt", "0.625in bolt")]
    [InlineData("5/8\" bolt", "0.625in bolt")]
    [InlineData("1 1/2 inches", "1.5in")]
    [InlineData("1-1/2in", "1.5in")]
    [InlineData("1½ in", "1.5in")]
    [InlineData("5 gal.", "5gal")]
    [InlineData(".105 line", "0.105 line")]
    [InlineData("1,000 lumens", "1000 lumens")]
    [InlineData("2x4x8", "2 4 8")]
    [InlineData("18inbrass", "18 inbrass")]
    [InlineData("Camión Über-Straße", "camion uber strasse")]
    [InlineData("men's", "mens")]
    [InlineData("\uFFFE\u0301", "")]
    public void A_text_is_cut_into_words_figures_and_measures(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', Scanner.Scan(text).Select(token => token.Text)));

    [Theory]
    [InlineData("en", "bulbs", "bulb")]
    [InlineData("en", "women", "woman")]
    [InlineData("en", "batteries", "battery")]
    [InlineData("en", "mounting", "mounted")]
    [InlineData("es", "zapatillas", "zapatilla")]
    [InlineData("es", "rojas", "rojo")]
    [InlineData("es", "luces", "luz")]
    [InlineData("es", "camiones", "camion")]
    [InlineData("pt", "camisas", "camisa")]
    [InlineData("pt", "cartoes", "cartao")]
    [InlineData("pt", "jornais", "jornal")]
    public void Inflections_of_a_word_are_one_term(string language, string one, string other) =>
        Assert.Equal(Stems.Of(one, language), Stems.Of(other, language));

    [Theory]
    [InlineData("en", "wine", "win")]
    [InlineData("es", "papa", "papel")]
    [InlineData("pt", "mala", "malha")]
    public void Different_words_are_different_terms(string language, string one, string other) =>
        Assert.NotEqual(Stems.Of(one, language), Stems.Of(other, language));

    [Fact]
    public void A_spanish_stem_never_meets_an_english_word() =>
        Assert.DoesNotContain(Stems.Of("care", "es"), new[] { Stems.Of("car", "en"), Stems.Of("care", "en") });

    [Fact]
    public void A_code_is_a_term_as_a_whole_and_in_its_parts()
    {
        var terms = Analysis.Of(Facts("Coating SC-141")).Impacts;

        Assert.Contains("sc141", terms.Keys);
        Assert.Contains("sc", terms.Keys);
        Assert.Contains("141", terms.Keys);
    }

    [Fact]
    public void What_stands_after_for_weighs_less_and_a_title_more_than_a_text()
    {
        var terms = Analysis.Of(Facts("Case for phone", description: "Fits every tablet there is.")).Impacts;

        Assert.True(terms["case"] > terms["phone"]);
        Assert.True(terms["phone"] > terms["tablet"]);
    }

    [Fact]
    public void A_document_has_a_bounded_number_of_terms()
    {
        var text = string.Join(
            ' ', Enumerable.Range(0, 5_000).Select(i => $"w{(char)('a' + i % 26)}{(char)('a' + i / 26 % 26)}x"));

        Assert.InRange(Analysis.Of(Facts("Thing", description: text)).Impacts.Count, 100, 402);
    }

    [Theory]
    [InlineData("refrigirator", "refrigerator", 1)]
    [InlineData("compressro", "compressor", 1)]
    [InlineData("flourescent", "fluorescent", 1)]
    [InlineData("lamp", "lump", 1)]
    [InlineData("lamp", "table", 3)]
    public void Slips_are_counted_with_swapped_neighbours_as_one(string typed, string word, int slips) =>
        Assert.Equal(slips, Spelling.Distance(typed, word, 2));

    [Theory]
    [InlineData("refrigirator", "refrigerator")]
    [InlineData("compressro", "compressor")]
    [InlineData("celing", "ceiling")]
    [InlineData("portch", "porch")]
    public void Words_a_slip_apart_are_looked_at(string typed, string word)
    {
        var words = Words.None.With([new("elsewhere", 1), new(word, 2)]);

        Assert.Equal([new(word, 2)], words.About(typed, Spelling.Forgiven(typed.Length)));
    }

    [Fact]
    public void A_common_word_is_given_up_long_before_a_rare_one()
    {
        Slot[] slots = [Slot("black", 20_000), Slot("pumps", 60)];

        Assert.Equal([[0b11], [0b10], [0b01, 0b10]], Contracts.Steps.Of([.. slots.Select(slot => slot.Weight)]));
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData(0L, 0)]
    [InlineData(1L, 1)]
    [InlineData(4L, 2)]
    [InlineData(5L, 3)]
    [InlineData(12_990L, 13)]
    public void A_price_has_reached_so_many_steps(long? price, int steps) => Assert.Equal(steps, PriceSteps.Of(price));

    static Slot Slot(string word, int documents) =>
        new Slot(word, Kind.Word, [new(documents, word, documents, 100, "exact")]).Weighed(90_000);

    static ProductFacts Facts(string title, string description = "") => new(
        Id.New(), "slug", title, description, null, "en", [], "", [], [], null, null, null, [], null, null, null, true,
        DateTime.UtcNow);
}
