using System.ComponentModel.DataAnnotations;

namespace Feria.Contracts;

/// <summary>
/// What a result's parts count against each other, whichever engine ranks. How much a product is about a word is no
/// part of it: that is written into the index.
/// </summary>
/// <param name="Prior">A point of sales, ratings and stock, of 255.</param>
/// <param name="SideBySide">Two words of the query side by side in the title, in hundredths of their weights.</param>
/// <param name="Begins">A word that only begins as the one typed, in hundredths of the very word.</param>
/// <param name="Corrected">One within a slip or two of what was typed.</param>
/// <param name="Joined">Two words written as one, or one as two.</param>
/// <param name="Synonym">One that a synonym says means the same.</param>
public sealed record RankingWeights(
    [Range(0, 200)] int Prior,
    [Range(0, 100)] int SideBySide,
    [Range(1, 100)] int Begins,
    [Range(1, 100)] int Corrected,
    [Range(1, 100)] int Joined,
    [Range(1, 100)] int Synonym)
{
    public static readonly RankingWeights Usual = new(20, 30, 80, 70, 90, 90);
}
