namespace Feria.Search;

/// <summary>
/// Light stemmers of Spanish and Portuguese for words without accents: number and gender go, the rest stays, so that
/// "zapatillas rojas" finds "zapatilla rojo" and nothing unrelated.
/// </summary>
static class RomanceStem
{
    const int Shortest = 4;

    public static string Spanish(string word)
    {
        if (word.Length < Shortest) return word;
        if (word.EndsWith("ces")) return word[..^3] + "z";
        if (word.EndsWith("es") && word.Length > Shortest + 1 && !IsVowel(word[^3])) return DropGender(word[..^2]);
        if (word.EndsWith('s') && !word.EndsWith("ss")) word = word[..^1];
        return DropGender(word);
    }

    public static string Portuguese(string word)
    {
        if (word.Length < Shortest) return word;
        foreach (var (plural, singular) in PortuguesePlurals)
            if (word.EndsWith(plural, StringComparison.Ordinal) && word.Length > plural.Length + 1)
                return DropGender(word[..^plural.Length] + singular);
        return DropGender(word);
    }

    static readonly (string Plural, string Singular)[] PortuguesePlurals =
    [
        ("oes", "ao"), ("aes", "ao"), ("ais", "al"), ("eis", "el"), ("ois", "ol"), ("uis", "ul"), ("ns", "m"),
        ("res", "r"), ("zes", "z"), ("ses", "s"), ("os", "o"), ("as", "a"), ("es", "e"), ("is", "i"), ("us", "u"),
    ];

    static string DropGender(string word) =>
        word.Length >= Shortest && word[^1] is 'a' or 'o' or 'e' ? word[..^1] : word;

    static bool IsVowel(char letter) => letter is 'a' or 'e' or 'i' or 'o' or 'u';
}
