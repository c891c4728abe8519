namespace Feria.Search;

/// <summary>Porter's stemmer (1980): "bulbs" and "bulb", "mounting" and "mounted" become one term.</summary>
static class EnglishStem
{
    static readonly (string Ending, string Becomes)[] Step2 =
    [
        ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("abli", "able"),
        ("alli", "al"), ("entli", "ent"), ("eli", "e"), ("ousli", "ous"), ("ization", "ize"), ("ation", "ate"),
        ("ator", "ate"), ("alism", "al"), ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"),
        ("iviti", "ive"), ("biliti", "ble"),
    ];

    static readonly (string Ending, string Becomes)[] Step3 =
    [
        ("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", ""),
    ];

    static readonly string[] Step4 =
    [
        "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou", "ism", "ate",
        "iti", "ous", "ive", "ize",
    ];

    // What Porter gets wrong and shops sell.
    static readonly Dictionary<string, string> Irregular = new()
    {
        ["knives"] = "knife", ["shelves"] = "shelf", ["wolves"] = "wolf", ["leaves"] = "leaf", ["loaves"] = "loaf",
        ["scarves"] = "scarf", ["halves"] = "half", ["children"] = "child", ["women"] = "woman", ["men"] = "man",
        ["mens"] = "man", ["womens"] = "woman", ["feet"] = "foot", ["teeth"] = "tooth", ["mice"] = "mouse",
        ["geese"] = "goose", ["people"] = "person", ["kids"] = "kid", ["childrens"] = "child", ["news"] = "news",
    };

    public static string Of(string word)
    {
        if (Irregular.TryGetValue(word, out var regular)) word = regular;
        if (word.Length <= 2) return word;
        word = Plural(word);
        word = PastAndGerund(word);
        if (word.EndsWith('y') && HasVowel(word[..^1])) word = word[..^1] + "i";
        word = Replace(word, Step2);
        word = Replace(word, Step3);
        word = Drop(word);
        if (word.EndsWith('e') && (Measure(word[..^1]) > 1 || (Measure(word[..^1]) == 1 && !ShortEnd(word[..^1]))))
            word = word[..^1];
        if (word.EndsWith("ll") && Measure(word) > 1) word = word[..^1];
        return word;
    }

    static string Plural(string word)
    {
        if (!word.EndsWith('s')) return word;
        if (word.EndsWith("sses") || word.EndsWith("ies")) return word[..^2];
        return word.EndsWith("ss") ? word : word[..^1];
    }

    static string PastAndGerund(string word)
    {
        if (word.EndsWith("eed")) return Measure(word[..^3]) > 0 ? word[..^1] : word;
        var stem = word.EndsWith("ed") ? word[..^2] : word.EndsWith("ing") ? word[..^3] : null;
        if (stem is null || !HasVowel(stem)) return word;
        if (stem.EndsWith("at") || stem.EndsWith("bl") || stem.EndsWith("iz")) return stem + "e";
        if (DoubleConsonant(stem) && stem[^1] is not ('l' or 's' or 'z')) return stem[..^1];
        return Measure(stem) == 1 && ShortEnd(stem) ? stem + "e" : stem;
    }

    static string Replace(string word, (string Ending, string Becomes)[] rules)
    {
        foreach (var (ending, becomes) in rules)
            if (word.EndsWith(ending, StringComparison.Ordinal))
                return Measure(word[..^ending.Length]) > 0 ? word[..^ending.Length] + becomes : word;
        return word;
    }

    static string Drop(string word)
    {
        var ending = Step4.Where(e => word.EndsWith(e, StringComparison.Ordinal)).MaxBy(e => e.Length);
        if (ending is null) return word;
        var stem = word[..^ending.Length];
        if (Measure(stem) <= 1) return word;
        return ending == "ion" && !(stem.EndsWith('s') || stem.EndsWith('t')) ? word : stem;
    }

    static bool Consonant(string word, int i) => word[i] switch
    {
        'a' or 'e' or 'i' or 'o' or 'u' => false,
        'y' => i == 0 || !Consonant(word, i - 1),
        _ => true,
    };

    static bool HasVowel(string word) => Enumerable.Range(0, word.Length).Any(i => !Consonant(word, i));

    static bool DoubleConsonant(string word) =>
        word.Length > 1 && word[^1] == word[^2] && Consonant(word, word.Length - 1);

    // consonant, vowel, consonant other than w, x, y: such a word lost its final e
    static bool ShortEnd(string word) =>
        word.Length > 2 && Consonant(word, word.Length - 1) && !Consonant(word, word.Length - 2)
        && Consonant(word, word.Length - 3) && word[^1] is not ('w' or 'x' or 'y');

    // Porter's m: how many times a vowel is followed by a consonant
    static int Measure(string word)
    {
        var turns = 0;
        for (var i = 1; i < word.Length; i++)
            if (Consonant(word, i) && !Consonant(word, i - 1)) turns++;
        return turns;
    }
}
