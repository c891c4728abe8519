namespace Feria.Storefront.Tests;

/// <summary>Two texts as what stays, what goes and what comes.</summary>
public sealed class WordDiffTests
{
    static string Told(string from, string to) =>
        string.Concat(WordDiff.Of(from, to).Select(run => run.Kind switch
        {
            '-' => $"[-{run.Text}]", '+' => $"[+{run.Text}]", _ => run.Text,
        }));

    [Theory]
    [InlineData("", "", "")]
    [InlineData("A grey lamp", "A grey lamp", "A grey lamp")]
    [InlineData("A grey lamp", "A large grey lamp", "A [+large ]grey lamp")]
    [InlineData("Turned by hand", "Turned by machine", "Turned by [-hand][+machine]")]
    [InlineData("", "New", "[+New]")]
    [InlineData("Old\ntext", "", "[-Old\ntext]")]
    public void Words_are_told_apart(string from, string to, string told) => Assert.Equal(told, Told(from, to));

    [Fact]
    public void What_stays_and_goes_is_the_one_text_and_what_stays_and_comes_the_other()
    {
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            var (from, to) = (Some(), Some());
            var runs = WordDiff.Of(from, to);
            Assert.Equal(from, string.Concat(runs.Where(run => run.Kind != '+').Select(run => run.Text)));
            Assert.Equal(to, string.Concat(runs.Where(run => run.Kind != '-').Select(run => run.Text)));
        }

        string Some() => string.Concat(
            Enumerable.Range(0, random.Next(12)).Select(_ => "ab  \n".Substring(random.Next(5), 1)));
    }

    [Fact]
    public void Long_texts_are_told_whole() => Assert.Equal(
        ["-", "+"],
        WordDiff.Of(string.Concat(Enumerable.Repeat("a ", 5000)), string.Concat(Enumerable.Repeat("b ", 5000)))
            .Select(run => $"{run.Kind}"));
}
