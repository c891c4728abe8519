using System.Net;
using System.Text.RegularExpressions;

namespace Feria.Catalog;

/// <summary>
/// Rows of Shopify's product export: the first of a handle describes the product, each may add a variant and a picture.
/// A product with a bad row is refused whole.
/// </summary>
sealed partial class ShopifyRows : RowReader
{
    static readonly string[] Known =
    [
        "Handle", "Title", "Body (HTML)", "Vendor", "Product Category", "Type", "Published", "Status",
        "Option1 Name", "Option1 Value", "Option2 Name", "Option2 Value", "Option3 Name", "Option3 Value",
        "Variant SKU", "Variant Inventory Qty", "Variant Price", "Variant Compare At Price", "Variant Image",
        "Image Src", "Image Alt Text",
    ];

    readonly Dictionary<string, int> columns;
    readonly string currency;
    readonly Dictionary<string, string[]> optionNames = [];
    readonly Dictionary<string, int> variants = [];

    public ShopifyRows(IReadOnlyList<string> header, string currency)
    {
        this.currency = currency;
        columns = ColumnsOf(header);
        Unused = [.. header.Except(Known)];
    }

    public static bool Knows(IReadOnlyList<string> header) =>
        new[] { "Handle", "Title", "Variant Price", "Option1 Value" }.All(header.Contains);

    public override IReadOnlyList<string> Unused { get; }

    protected override string? GroupOf(IReadOnlyList<string> fields) =>
        columns["Handle"] < fields.Count ? Amounts.Said(fields[columns["Handle"]]) : null;

    protected override ImportRow Understand(IReadOnlyList<string> fields)
    {
        string? Said(string column) =>
            columns.TryGetValue(column, out var at) && at < fields.Count && fields[at].Trim() is { Length: > 0 } said
                ? Unformula(said, column)
                : null;

        var handle = Within(Said("Handle") ?? throw new BadRow("id_missing: it has no handle"), 100, "id");
        var title = Said("Title");
        if (title is not null) optionNames.TryAdd(handle, OptionNames(Said));
        var options = optionNames.GetValueOrDefault(handle, []);
        var picture = Said("Image Src");

        return new ImportRow(
            handle,
            title is null ? null : new ImportRow.Described(
                Within(OneLine(title), 500, "title"),
                Within(Plain(Said("Body (HTML)") ?? ""), 50_000, "description"),
                Said("Vendor") is { } vendor ? Within(OneLine(vendor), 120, "brand") : null,
                (Flag(Said("Published")) ?? true) && (Flag(Said("Status")) ?? true),
                options, []),
            Category(Said) is { Length: > 0 } category ? [category] : [],
            Choice(handle, options, Said),
            picture is null ? [] : [PictureIn(picture)],
            Within(OneLine(Said("Image Alt Text") ?? ""), 500, "picture_text"));
    }

    // A product without choices has the one option "Title" with the value "Default Title".
    static string[] OptionNames(Func<string, string?> said) => said("Option1 Value") == "Default Title"
        ? []
        :
        [
            .. Enumerable.Range(1, 3).Select(at => said($"Option{at} Name")).TakeWhile(name => name is not null)
                .OfType<string>(),
        ];

    static string[] Category(Func<string, string?> said) =>
        said("Product Category") is { } path ? PathOf(path.Split(" > "))
        : said("Type") is { } type ? PathOf([type])
        : [];

    ImportRow.Choice? Choice(string handle, string[] names, Func<string, string?> said)
    {
        if (said("Option1 Value") is null && said("Variant SKU") is null && said("Variant Price") is null) return null;
        string[] options =
        [
            .. names.Select((name, at) => said($"Option{at + 1} Value") is { } value
                ? Within(OneLine(value), 120, "option")
                : throw new BadRow($"option_missing: the variant has no {name}")),
        ];
        variants[handle] = variants.GetValueOrDefault(handle) + 1;
        var (price, list) = Prices(said("Variant Price"), said("Variant Compare At Price"), currency);
        var sku = said("Variant SKU") ?? (variants[handle] == 1 ? handle : $"{handle}-{variants[handle]}");
        return new(
            options, Within(OneLine(sku.TrimStart('\'')), 100, "sku"), price, list,
            Units(said("Variant Inventory Qty"), negativeIsNone: true),
            said("Variant Image") is { } picture ? PictureIn(picture) : null);
    }

    static string Plain(string html)
    {
        var text = Break().Replace(html, "\n");
        text = WebUtility.HtmlDecode(Tag().Replace(text, ""));
        return Blank().Replace(text, "\n\n").Trim();
    }

    [GeneratedRegex(@"<(br|/p|/div|/li|/h\d|/tr)\b[^>]*>", RegexOptions.IgnoreCase)]
    private static partial Regex Break();

    [GeneratedRegex("<(script|style)\\b.*?</\\1>|<[^>]*>", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Tag();

    [GeneratedRegex(@"\s*\n\s*\n\s*")]
    private static partial Regex Blank();
}
