using System.Text.RegularExpressions;

namespace Feria.Catalog;

/// <summary>What a column of a sheet can say, and by which names it is known.</summary>
public static partial class SheetFields
{
    public const string Listing = "listing";
    public const string Sku = "sku";
    public const string State = "state";
    public const string Title = "title";
    public const string Options = "options";
    public const string Price = "price";
    public const string ListPrice = "list_price";
    public const string Currency = "currency";
    public const string Stock = "stock";
    public const string StockBefore = "stock_before";
    public const string Weight = "weight_grams";
    public const string Brand = "brand";
    public const string Language = "language";
    public const string Categories = "categories";
    public const string Attributes = "attributes";
    public const string Pictures = "pictures";
    public const string Description = "description";

    /// <summary>Leads the code of one attribute that a column says.</summary>
    public const string Attribute = "attribute:";

    /// <summary>In the order of an export.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        Listing, Sku, State, Title, Options, Price, ListPrice, Currency, Stock, StockBefore, Weight, Brand,
        Language, Categories, Attributes, Pictures, Description,
    ];

    /// <summary>What is said of a listing as a whole.</summary>
    internal static readonly IReadOnlyList<string> OfListing =
        [State, Title, Brand, Language, Categories, Attributes, Pictures, Description];

    /// <summary>What is said of each SKU.</summary>
    internal static readonly IReadOnlyList<string> OfOffer = [Options, Price, ListPrice, Currency, Stock, Weight];

    public static bool IsKnown(string field) => All.Contains(field) || OneAttribute().IsMatch(field);

    /// <summary>The field of each column, as far as it can be told; '' where it cannot.</summary>
    /// <param name="had">What columns of these plain names were last said to be.</param>
    internal static string[] Propose(IReadOnlyList<string> header, IReadOnlyDictionary<string, string> had)
    {
        var guess = GuessMapping.Of(header);
        var guessed = new Dictionary<string, string>();
        void Guess(string? column, string field)
        {
            if (column is not null) guessed.TryAdd(column, field);
        }

        Guess(guess.Sku ?? guess.Id, Sku);
        Guess(guess.Title.FirstOrDefault(), Title);
        Guess(guess.Description, Description);
        Guess(guess.Brand, Brand);
        Guess(guess.Price, Price);
        Guess(guess.ListPrice, ListPrice);
        Guess(guess.Stock, Stock);
        Guess(guess.Category.FirstOrDefault(), Categories);
        Guess(guess.Pictures.FirstOrDefault(), Pictures);
        foreach (var one in guess.Attributes) Guess(one.Column, Attribute + one.Code);

        // By its own name first, then as the store had it, then by what others call it; each field once.
        var fields = new string[header.Count];
        var taken = new HashSet<string> { "" };
        foreach (var propose in (Func<string, string?>[])
        [
            column => Named(GuessMapping.Plain(column)),
            column => had.GetValueOrDefault(GuessMapping.Plain(column)),
            column => guessed.GetValueOrDefault(column),
        ])
            foreach (var (place, column) in header.Index())
                if (string.IsNullOrEmpty(fields[place]))
                    fields[place] = propose(column) is { } field && IsKnown(field) && taken.Add(field) ? field : "";
        return fields;
    }

    /// <summary>The code of an attribute that a column of this name would be.</summary>
    public static string CodeOf(string column) => GuessMapping.Plain(column);

    static string? Named(string plain) =>
        All.Contains(plain) ? plain
        : plain.StartsWith("attribute_", StringComparison.Ordinal) ? Attribute + plain["attribute_".Length..]
        : null;

    /// <summary>Why columns cannot be read so.</summary>
    internal static Refusal? Refuse(IReadOnlyList<string> fields, int columns)
    {
        var said = fields.Where(field => field.Length > 0).ToList();
        return fields.Count != columns ? Refusals.SheetColumnsWrong
            : said.Find(field => !IsKnown(field)) is { } unknown ? Refusals.SheetFieldUnknown.With("field", unknown)
            : said.CountBy(field => field).FirstOrDefault(one => one.Value > 1) is { Key: { } twice }
                ? Refusals.SheetFieldTwice.With("field", twice)
            : !said.Contains(Sku) ? Refusals.SheetSkuMissing
            : said.Count == 1 ? Refusals.SheetSaysNothing
            : null;
    }

    [GeneratedRegex(@"\Aattribute:[a-z0-9]+(_[a-z0-9]+)*\z")]
    private static partial Regex OneAttribute();
}
