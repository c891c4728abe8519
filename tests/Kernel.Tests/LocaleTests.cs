namespace Feria.Kernel.Tests;

public sealed class LocaleTests
{
    [Theory]
    [InlineData(null, "en")]
    [InlineData("", "en")]
    [InlineData("pt-BR", "pt")]
    [InlineData("PT", "pt")]
    [InlineData("es-419;q=0.4,pt;q=0.5", "pt")]
    [InlineData("fr-CA,gl;q=0.9,pt;q=0.5,en;q=0.1", "pt")]
    [InlineData("pt;q=0,es", "es")]
    [InlineData("fr", "en")]
    [InlineData("*", "en")]
    public void What_is_spoken_and_wanted_most_is_answered_in(string? wants, string spoken) =>
        Assert.Equal(spoken, Locale.Speak(wants));

    [Theory]
    [InlineData(null, "fr-CA,pt;q=0.5", "fr")]
    [InlineData("de-AT", "pt", "de")]
    [InlineData("?", "pt", "pt")]
    public void Content_may_be_wanted_in_any_language(string? named, string wants, string chosen) =>
        Assert.Equal(chosen, Locale.Choose(named, wants));

    [Fact]
    public void Every_language_has_the_region_its_numbers_are_written_as() => Assert.Equal(
        ["en-US", "es-419", "pt-BR", "en-US"],
        Locale.Spoken.Append("fr").Select(locale => Locale.CultureOf(locale).Name));
}
