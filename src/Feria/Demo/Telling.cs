using System.Text.RegularExpressions;

namespace Feria.Demo;

/// <summary>Tells of a good in a few paragraphs that fit its kind.</summary>
static partial class Telling
{
    static readonly HashSet<string> Pairs =
    [
        "headphones", "earbuds", "sneaker", "boot", "socks", "sandal", "heel", "slipper", "gloves", "sunglasses",
        "swim", "earrings", "trousers", "scissors",
    ];

    static readonly HashSet<string> AsWritten = ["Bluetooth", "Dutch", "Chelsea", "Oxford"];

    public static string Of(Dice dice, Department department, Ware ware, string language, Name name)
    {
        var isEnglish = language == "en";
        var thing = isEnglish ? Thing(ware, name.Noun) : char.ToLowerInvariant(name.Noun[0]) + name.Noun[1..];
        var features = dice.Some(ware.Features.In(language), isEnglish ? dice.Between(3, 4) : 3);
        var split = (features.Count + 1) / 2;
        string[] paragraphs =
        [
            Told(department.Intros),
            string.Join(" ", features.Take(split)),
            string.Join(" ", features.Skip(split)),
            Told(department.Outros),
        ];
        return string.Join("\n\n", paragraphs.Where(paragraph => paragraph.Length > 0));

        string Told(Texts texts)
        {
            var text = Fill(dice.Of(texts.In(language)), name, thing, IsMany(name.Noun));
            return isEnglish ? BeforeVowel().Replace(text, "$1n ") : text;
        }
    }

    /// <summary>The thing within a sentence: many of it are a pair or a set.</summary>
    public static string Thing(Ware ware, string noun)
    {
        var thing = string.Join(' ', noun.Split(' ').Select(word =>
            PlainWord().IsMatch(word) && !AsWritten.Contains(word) ? word.ToLowerInvariant() : word));
        return !IsMany(noun) ? thing : Pairs.Contains(ware.Kind) ? $"pair of {thing}" : $"set of {thing}";
    }

    static bool IsMany(string noun) => noun.EndsWith('s') && !noun.EndsWith("ss") && !noun.EndsWith("Canvas");

    static string Fill(string pattern, Name name, string thing, bool many)
    {
        var text = many ? pattern.Replace("{model} {noun}", "{model}") : pattern;
        return text.Replace("{brand}", name.Brand).Replace("{model}", name.Model).Replace("{noun}", thing);
    }

    [GeneratedRegex("^[A-Z][a-z'’-]+$")]
    private static partial Regex PlainWord();

    [GeneratedRegex(@"\b([Aa]) (?=[aeiouAEIO8])(?!eu|one|use|uni|USB)")]
    private static partial Regex BeforeVowel();
}
