namespace Feria.Search;

/// <summary>
/// What a word is indexed as, by the language of the text; small words that carry no meaning are known.
/// </summary>
static class Stems
{
    static readonly HashSet<string> Small =
    [
        .. ("a an the of for with and or in on to by from at is w as be it its this that are your you "
            + "de la el los las y e o para con com por en em do da dos das un una um uma").Split(' '),
    ];

    // What follows says what goes with the product rather than what it is: "case for phone", "funda para móvil".
    static readonly HashSet<string> Turns = [.. "with for in by from w para con com por en em".Split(' ')];

    public static bool IsSmall(string word) => Small.Contains(word);

    public static bool IsTurn(string word) => Turns.Contains(word);

    /// <summary>
    /// English stems stand as they are; Spanish and Portuguese ones carry their language, so that "vino" meets its own
    /// inflections and not English "win".
    /// </summary>
    public static string Of(string word, string language) => language.Split('-')[0] switch
    {
        "en" => EnglishStem.Of(word),
        "es" => "es:" + RomanceStem.Spanish(word),
        "pt" => "pt:" + RomanceStem.Portuguese(word),
        _ => word,
    };

    /// <summary>What a word may be indexed as where the language is not known, English first.</summary>
    public static string[] InAnyLanguage(string word) =>
        [.. new[] { Of(word, "en"), Of(word, "es"), Of(word, "pt"), word }.Distinct()];
}
