using System.Globalization;

namespace Feria.Storefront;

/// <summary>What a visitor looks for, as it stands in the address of the page.</summary>
/// <param name="Min">Lowest price in major units, as typed.</param>
/// <param name="Currency">Of the prices typed.</param>
public sealed record Wish(
    string? Q, string? Category, string? Min, string? Max, string? Currency, int? Rating, bool Stock,
    IReadOnlyList<string> Brands, string Sort, string? Cursor)
{
    public const string Usual = "relevance";

    /// <summary>A category without words is a place of its own; everything else is a search.</summary>
    public string Place => Category is { } slug && string.IsNullOrEmpty(Q) ? Shelf.CategoryPathOf(slug) : "/search";

    public string Path
    {
        get
        {
            var query = new QueryString();
            foreach (var (name, value) in Fields) query = query.Add(name, value);
            return Place + query.ToUriComponent();
        }
    }

    /// <summary>Everything the address says, as the fields of a form would.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Fields =>
    [
        .. new (string Name, string? Value)[]
        {
            ("q", Q), ("category", Place == "/search" ? Category : null), ("min", Min), ("max", Max),
            ("currency", Min is null && Max is null ? null : Currency),
            ("rating", Rating?.ToString(CultureInfo.InvariantCulture)), ("stock", Stock ? "true" : null),
            ("sort", Sort == Usual ? null : Sort), ("cursor", Cursor),
        }
            .Concat(Brands.Select(brand => (Name: "brand", Value: (string?)brand)))
            .Where(part => !string.IsNullOrEmpty(part.Value))
            .Select(part => KeyValuePair.Create(part.Name, part.Value!)),
    ];

    public IReadOnlyList<KeyValuePair<string, string>> FieldsBut(params string[] names) =>
        [.. Fields.Where(field => !names.Contains(field.Key))];

    /// <summary>
    /// A price as people type it anywhere: the last point or comma divides cents where the currency has so many, every
    /// other one groups. Null where it is no price.
    /// </summary>
    public static long? MinorOf(string typed, string currency)
    {
        var text = string.Concat(typed.Where(letter => !char.IsWhiteSpace(letter)));
        var cut = text.LastIndexOfAny(['.', ',']);
        var decimals = cut < 0 ? 0 : text.Length - cut - 1;
        var isDivided = cut >= 0 && decimals > 0 && decimals <= Kernel.Currency.ExponentOf(currency);
        var whole = string.Concat((isDivided ? text[..cut] : text).Where(letter => letter is not ('.' or ',')));
        var plain = isDivided ? $"{whole}.{text[(cut + 1)..]}" : whole;
        return decimal.TryParse(plain, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var major)
            && Kernel.Currency.Minor(major, currency) is { } minor and >= 0 and <= 1_000_000_000_000
            ? minor
            : null;
    }
}
