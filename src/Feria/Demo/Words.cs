using System.Globalization;

namespace Feria.Demo;

/// <summary>A part of the fair: who makes its things, and how they are spoken of.</summary>
sealed class Department(string name)
{
    public string Name => name;
    public List<string> Brands { get; } = [];
    public List<string> Models { get; } = [];
    public Texts Intros { get; } = new();
    public Texts Outros { get; } = new();
    public List<Ware> Wares { get; } = [];
}

/// <summary>Texts by language.</summary>
sealed class Texts
{
    readonly Dictionary<string, List<string>> texts =
        Locale.Spoken.ToDictionary(language => language, _ => new List<string>());

    public List<string> In(string language) => texts[language];
}

/// <summary>What something is called in each language.</summary>
sealed record Called(string English, string Spanish, string Portuguese)
{
    public IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        ["en"] = English, ["es"] = Spanish, ["pt"] = Portuguese,
    };

    public string In(string language) => All[language];
}

/// <summary>A kind of thing as its department's file tells of it; it is drawn as the picture of that name.</summary>
sealed class Ware(string kind, string category, int lowDollars, int highDollars, string colours)
{
    public string Kind => kind;
    public string Category => category;
    public int LowDollars => lowDollars;
    public int HighDollars => highDollars;
    public string Colours => colours;
    public Texts Nouns { get; } = new();
    public Texts Features { get; } = new();
    public List<string> Traits { get; } = [];
    public List<Fact> Facts { get; } = [];
    public Choice? Choice { get; set; }

    public bool Speaks(string language) => Nouns.In(language).Count > 0 && Features.In(language).Count > 1;
}

/// <summary>What differs between things of a kind and is told as an attribute.</summary>
sealed record Fact(Called Name, string? Unit, IReadOnlyList<string> Values);

/// <summary>What a buyer chooses besides the colour, and what each choice does to the price.</summary>
sealed record Choice(Called Name, IReadOnlyList<(string Value, double Times)> Values);

/// <summary>A category of the tree; its picture kind stands for it.</summary>
sealed record Shelf(string Code, string? Parent, Called Name, string Kind);

/// <summary>Reads the text files the fair is made of.</summary>
static class Words
{
    static readonly string[] DepartmentNames =
    [
        "electronics", "kitchen", "home", "fashion", "sports", "garden", "auto", "toys", "baby", "culture", "beauty",
        "pets", "groceries", "stationery",
    ];

    // Read before the departments, which need it.
    static readonly Dictionary<string, Called> Facts =
        Rows("facts").ToDictionary(row => row[0], row => new Called(row[0], row[1], row[2]));

    public static IReadOnlyList<Department> Departments { get; } = [.. DepartmentNames.Select(Read)];

    public static IReadOnlyList<Shelf> Shelves { get; } = [.. ReadShelves()];

    public static IEnumerable<string[]> Rows(string file, string separator = " | ") =>
        Lines(file).Select(line => line.Split(separator));

    /// <summary>Lines that start with a word, by that word.</summary>
    public static ILookup<string, string> Keyed(string file) => Lines(file)
        .Select(line => line.Split(' ', 2))
        .ToLookup(parts => parts[0], parts => parts[1]);

    static Department Read(string name)
    {
        var department = new Department(name);
        foreach (var line in Lines(name))
        {
            var (word, rest) = (line.Split(' ', 2)[0], line.Split(' ', 2)[^1]);
            Take(department, word, rest);
        }

        return department;
    }

    static void Take(Department department, string word, string rest)
    {
        var ware = department.Wares.LastOrDefault();
        switch (word)
        {
            case "brands": department.Brands.AddRange(rest.Split(", ")); break;
            case "models": department.Models.AddRange(rest.Split(", ")); break;
            case "intro": department.Intros.In("en").Add(rest); break;
            case "intro-es" or "intro-pt": department.Intros.In(word[^2..]).Add(rest); break;
            case "outro": department.Outros.In("en").Add(rest); break;
            case "outro-es" or "outro-pt": department.Outros.In(word[^2..]).Add(rest); break;
            case "kind": department.Wares.Add(WareOf(rest.Split(' '))); break;
            case "en" or "es" or "pt": ware!.Nouns.In(word).AddRange(rest.Split(" | ")); break;
            case "with": ware!.Traits.AddRange(rest.Split(" | ")); break;
            case "option": ware!.Choice = ChoiceOf(rest); break;
            case "fact": ware!.Facts.Add(FactOf(rest)); break;
            case "+": ware!.Features.In("en").Add(rest); break;
            case "~": ware!.Features.In("es").Add(rest); break;
            case "=": ware!.Features.In("pt").Add(rest); break;
            default: throw new FormatException($"{department.Name}: what is '{word}'?");
        }
    }

    // phone in smartphones 189-899 tech
    static Ware WareOf(string[] parts)
    {
        var prices = parts[3].Split('-');
        return new(parts[0], parts[2], Whole(prices[0]), Whole(prices[1]), parts[4]);
    }

    // Screen size (in): 6.1 | 6.5
    static Fact FactOf(string text)
    {
        var (name, values) = (text.Split(": ", 2)[0], text.Split(": ", 2)[1].Split(" | "));
        var bracket = name.IndexOf(" (", StringComparison.Ordinal);
        var (english, unit) = bracket < 0 ? (name, null) : (name[..bracket], name[(bracket + 2)..^1]);
        return new(Facts[english], unit, values);
    }

    // Storage/Almacenamiento/Armazenamento: 128 GB, 256 GB *1.14
    static Choice ChoiceOf(string text)
    {
        var (names, values) = (text.Split(": ", 2)[0].Split('/'), text.Split(": ", 2)[1].Split(", "));
        return new(new(names[0], names[1], names[2]),
        [
            .. values.Select(value => value.Split(" *")).Select(parts =>
                (parts[0], parts.Length == 1 ? 1 : double.Parse(parts[1], CultureInfo.InvariantCulture))),
        ]);
    }

    // Two spaces a level; a child follows its parent.
    static IEnumerable<Shelf> ReadShelves()
    {
        var path = new List<string>();
        foreach (var parts in Rows("categories"))
        {
            var code = parts[0].Trim();
            var level = (parts[0].Length - code.Length) / 2;
            path.RemoveRange(level, path.Count - level);
            yield return new(code, path.LastOrDefault(), new(parts[1], parts[2], parts[3]), parts[4]);
            path.Add(code);
        }
    }

    static int Whole(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    static IReadOnlyList<string> Lines(string file)
    {
        using var stream = typeof(Words).Assembly.GetManifestResourceStream($"demo/{file}")!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n').Where(line => line.Trim().Length > 0)];
    }
}
