using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Feria.Catalog;

/// <summary>Guesses from a header what its columns mean; the first candidate that is there wins.</summary>
static partial class GuessMapping
{
    static readonly string[] Ids =
    [
        "external_id", "product_id", "item_id", "asin", "uniq_id", "id", "handle", "product_code", "code", "reference",
        "sku",
    ];

    static readonly string[] Titles =
        ["title", "name", "product_title", "product_name", "item_name", "titulo", "nombre"];

    static readonly string[] Descriptions =
    [
        "description", "product_description", "long_description", "details", "descripcion", "short_description",
        "body_html",
    ];

    static readonly string[] Brands = ["brand", "brand_name", "vendor", "manufacturer", "marca"];
    static readonly string[] Prices =
    [
        "price", "sale_price", "selling_price", "discounted_price", "discount_price", "final_price", "precio",
        "retail_price",
    ];

    static readonly string[] ListPrices =
    [
        "list_price", "market_price", "old_price", "regular_price", "original_price", "compare_at_price",
        "actual_price", "mrp", "msrp", "rrp", "precio_lista",
    ];

    static readonly string[] Stocks =
        ["stock", "stock_quantity", "quantity", "qty", "inventory", "on_hand", "available_quantity", "existencias"];

    static readonly string[] Roots =
        ["main_category", "category", "product_category", "department", "categoria", "category_name"];

    static readonly string[] Pictures =
    [
        "image_url", "picture_url", "image", "picture", "images", "pictures", "img", "image_link", "thumbnail",
        "imagen",
    ];

    static readonly string[] Flags = ["published", "sellable_online", "is_active", "active"];
    static readonly string[] Texts =
    [
        "designer", "material", "color", "colour", "size", "author", "artist", "gender", "style", "pattern", "flavour",
    ];

    static readonly Dictionary<string, string> Units = new()
    {
        ["cm"] = "cm", ["mm"] = "mm", ["m"] = "m", ["in"] = "in", ["inch"] = "in", ["kg"] = "kg", ["g"] = "g",
        ["lb"] = "lb", ["l"] = "l", ["ml"] = "ml", ["w"] = "W", ["v"] = "V",
    };

    public static Mapping Of(IReadOnlyList<string> header)
    {
        var columns = new Dictionary<string, string>();
        foreach (var name in header) columns.TryAdd(Plain(name), name);

        string? First(params IEnumerable<string> names) =>
            names.Select(name => columns.GetValueOrDefault(name)).FirstOrDefault(found => found is not null);
        (string? Column, string? Currency) Money(string[] names) => names
            .SelectMany(name => columns.Where(column => column.Key == name || IsPriced(column.Key, name)))
            .Select(column => ((string?)column.Value, CurrencyIn(column.Key)))
            .FirstOrDefault();

        var price = Money(Prices);
        var list = Money(ListPrices);
        var root = First(Roots);
        return new Mapping
        {
            Id = First(Ids),
            Title = First(Titles) is { } title ? [title] : [],
            Description = First(Descriptions),
            Brand = First(Brands),
            Price = price.Column,
            ListPrice = list.Column,
            Currency = price.Currency ?? list.Currency,
            Stock = First(Stocks),
            Sku = First("sku", "store_sku", "seller_sku"),
            Category = root is null ? [] :
            [
                .. new[]
                {
                    root,
                    First("sub_category", "subcategory", "subcategoria"),
                    First("type", "sub_sub_category", "product_type"),
                }.OfType<string>(),
            ],
            MoreCategories = First("other_sub_categories", "other_categories", "more_categories"),
            Pictures = First(Pictures) is { } picture ? [picture] : [],
            Published = First(Flags),
            Attributes = [.. columns.Select(column => AttributeOf(column.Key, column.Value)).OfType<MappedAttribute>()],
        };
    }

    /// <summary>Lower case without accents, words joined by underscores.</summary>
    public static string Plain(string name) => NotWord().Replace(
        string.Concat(name.Trim().ToLowerInvariant().Normalize(NormalizationForm.FormD)
            .Where(letter => CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark)),
        "_").Trim('_');

    static bool IsPriced(string column, string name) =>
        column.Length == name.Length + 4 && column.StartsWith(name + "_", StringComparison.Ordinal)
        && CurrencyIn(column) is not null;

    static string? CurrencyIn(string column) =>
        column.Length > 4 && column[^4] == '_' && Currency.IsKnown(column[^3..].ToUpperInvariant())
            ? column[^3..].ToUpperInvariant()
            : null;

    static MappedAttribute? AttributeOf(string plain, string column)
    {
        var last = plain.LastIndexOf('_');
        if (last > 0 && Units.TryGetValue(plain[(last + 1)..], out var unit))
            return new(column, plain[..last], Named(plain[..last]), "number", unit);
        return Texts.Contains(plain) ? new(column, plain, Named(plain)) : null;
    }

    static string Named(string code) => char.ToUpperInvariant(code[0]) + code[1..].Replace('_', ' ');

    [GeneratedRegex("[^\\p{L}\\p{Nd}]+")]
    private static partial Regex NotWord();
}
