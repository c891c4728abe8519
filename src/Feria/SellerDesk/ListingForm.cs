using System.Globalization;
using Feria.Catalog;
using Feria.Storefront;

namespace Feria.SellerDesk;

/// <summary>
/// A listing as somebody fills it in: single fields, and rows of variants, facts and pictures, each row with a place
/// (<c>sku.0</c>, <c>sku.1</c>). Nothing typed is lost, whatever is wrong with it; rows are added and taken away by
/// buttons that send the form, so it works without scripts.
/// </summary>
public sealed class ListingForm
{
    // As many variants as a listing may have: what is not read here would be taken for taken away.
    const int MostRows = 200;
    const int MostCategories = 20;

    static readonly string[] Single =
        ["version", "title", "description", "brand", "language", "category", "options", "currency", "do"];

    public required Filled Fields { get; init; }

    public required List<VariantRow> Variants { get; init; }

    public required List<FactRow> Facts { get; init; }

    public required List<PictureRow> Pictures { get; init; }

    readonly Dictionary<string, CategoryFile.Asked> asked = [];

    /// <summary>What its categories ask for, by code.</summary>
    public IReadOnlyDictionary<string, CategoryFile.Asked> Asked => asked;

    /// <summary>Addresses of its categories; of more than a listing has none is asked.</summary>
    public IEnumerable<string> Categories => Parts(Fields["category"]).Take(MostCategories);

    /// <summary>What is asked for gets a row of its own, to be filled in.</summary>
    public void Ask(IReadOnlyList<CategoryFile.Asked> more)
    {
        foreach (var one in more.Where(one => asked.TryAdd(one.Code, one)))
        {
            if (Facts.Any(fact => fact.Code == one.Code)) continue;
            var blank = Facts.FindIndex(fact => fact is { Name: "", Value: "" });
            var row = new FactRow(one.Name, "", one.Unit ?? "", one.Code, one.Kind);
            if (blank < 0) Facts.Add(row);
            else Facts.Insert(blank, row);
        }
    }

    /// <param name="Options">With commas between, in the order of the option names.</param>
    public sealed record VariantRow(
        string Sku, string Options, string Price, string ListPrice, string Stock, string Weight);

    /// <param name="Code">Of a fact that was there before; its name may be another in each language.</param>
    /// <param name="Kind">What it was there as: text, number or flag. A new one is what its value looks like.</param>
    public sealed record FactRow(string Name, string Value, string Unit, string Code = "", string Kind = "");

    /// <param name="Sku">Of the variant it shows; empty where it shows the product.</param>
    public sealed record PictureRow(string Url, string Alt, string Sku = "");

    public const string Yes = "yes", No = "no";

    public static ListingForm New(string title, string language, string currency, string? category) => new()
    {
        Fields = new()
        {
            ["title"] = title,
            ["language"] = language,
            ["currency"] = currency,
            ["category"] = category,
        },
        Variants = [new("", "", "", "", "", "")],
        Facts = [new("", "", "")],
        Pictures = [],
    };

    public static ListingForm Of(MyListing listing, string currency) => new()
    {
        Fields = new()
        {
            ["version"] = listing.Version.ToString(CultureInfo.InvariantCulture),
            ["title"] = listing.Title,
            ["description"] = listing.Description,
            ["brand"] = listing.Brand,
            ["language"] = listing.Language,
            ["category"] = string.Join(", ", listing.Categories.Select(category => category.Slug)),
            ["options"] = string.Join(", ", listing.OptionNames),
            ["currency"] = currency,
        },
        Variants =
        [
            .. listing.Variants.Where(variant => variant.Sku is not null).Select(variant => new VariantRow(
                variant.Sku!, string.Join(", ", variant.Options),
                ShowListings.Text(variant.Price!.Amount, variant.Price.Currency),
                variant.ListPrice is { } list ? ShowListings.Text(list, variant.Price.Currency) : "", "",
                variant.WeightGrams?.ToString(CultureInfo.InvariantCulture) ?? "")),
        ],
        Facts =
        [
            .. listing.Attributes.Select(fact => new FactRow(
                fact.Name,
                fact.Text ?? fact.Number?.ToString(CultureInfo.InvariantCulture) ?? (fact.Flag is true ? Yes : No),
                fact.Unit ?? "", fact.Code,
                fact.Number is not null ? "number" : fact.Flag is not null ? "flag" : "text")),
        ],
        Pictures =
        [
            .. listing.Pictures.Select(picture => new PictureRow(
                picture.Url, picture.Alt,
                picture.Variant is { } variant ? listing.Variants[variant].Sku ?? "" : "")),
        ],
    };

    public static ListingForm Read(IFormCollection sent)
    {
        string At(string name, int row) => sent[$"{name}.{row}"].ToString().Trim();
        List<T> Rows<T>(string name, Func<int, T> read)
        {
            var rows = new List<T>();
            for (var row = 0; row < MostRows && sent.ContainsKey($"{name}.{row}"); row++)
                if (!sent.ContainsKey($"{name}-gone.{row}")) rows.Add(read(row));
            return rows;
        }

        var pictures = Rows("url", row => (
            Place: int.TryParse(At("place", row), CultureInfo.InvariantCulture, out var place) ? place : MostRows,
            Row: new PictureRow(At("url", row), At("alt", row), At("url-of", row))));
        return new()
        {
            Fields = Filled.Of(sent, Single),
            Variants = Rows("sku", row => new VariantRow(
                At("sku", row), At("choice", row), At("price", row), At("list", row), At("stock", row),
                At("weight", row))),
            Facts = Rows("fact", row => new FactRow(
                At("fact", row), At("value", row), At("unit", row), At("fact-code", row), At("fact-kind", row))),
            Pictures = [.. pictures.OrderBy(picture => picture.Place).Select(picture => picture.Row)],
        };
    }

    /// <summary>The body of the edit; faults that no body could hold are told in the fields.</summary>
    public object? Body(Visit visit)
    {
        var currency = Fields["currency"] ?? "";
        var variants = new List<object>();
        foreach (var (place, row) in Variants.Index())
        {
            var price = ShowListings.MinorOf(row.Price, currency);
            var list = ShowListings.MinorOf(row.ListPrice, currency);
            var isStock = long.TryParse(row.Stock, NumberStyles.None, CultureInfo.InvariantCulture, out var stock);
            if (row.Sku.Length == 0) Fields.Blame("variants", visit.Say("listings.wrong-sku", place + 1));
            if (price is null || (list is null && row.ListPrice.Length > 0))
                Fields.Blame("variants", visit.Say("listings.wrong-price", row.Sku));
            var weight = WeightOf(row.Weight);
            if (weight is null) Fields.Blame("variants", visit.Say("listings.wrong-weight", row.Sku));
            if (!isStock && row.Stock.Length > 0) Fields.Blame("variants", visit.Say("listings.wrong-stock", row.Sku));
            variants.Add(new
            {
                row.Sku,
                price = new { amount = price ?? 0, currency },
                listPrice = list,
                stock = isStock ? stock : (long?)null,
                options = Parts(row.Options),
                weightGrams = weight ?? 0,
            });
        }

        foreach (var fact in Facts.Where(fact => IsSaid(fact) && fact.Kind == "number" && NumberOf(fact) is null))
            Fields.Blame("facts", visit.Say("listings.wrong-number", fact.Name));
        if (Parts(Fields["options"]) is var names && Variants.Any(row => Parts(row.Options).Length != names.Length))
            Fields.Blame("variants", visit.Say("listings.wrong-options", names.Length));
        if (!Fields.Fine) return null;
        return new
        {
            version = int.TryParse(Fields["version"], CultureInfo.InvariantCulture, out var version)
                ? version
                : (int?)null,
            title = Fields["title"],
            description = Fields["description"],
            brand = Fields["brand"] is { Length: > 0 } brand ? brand : null,
            language = Fields["language"],
            optionNames = names,
            categories = Parts(Fields["category"]),
            variants,
            pictures = Pictures.Select(picture => new
            {
                picture.Url,
                picture.Alt,
                variant = Variants.FindIndex(variant => variant.Sku == picture.Sku) is >= 0 and var place
                    ? place
                    : (int?)null,
            }),
            attributes = Facts.Where(IsSaid).Select(fact => new
            {
                code = CodeOf(fact),
                fact.Name,
                unit = fact.Unit.Length > 0 ? fact.Unit : null,
                text = NumberOf(fact) is null && FlagOf(fact) is null ? fact.Value : null,
                number = NumberOf(fact),
                flag = FlagOf(fact),
            }),
        };
    }

    /// <summary>Grams, 0 for a blank field; null where it is no weight.</summary>
    internal static int? WeightOf(string? text) => text is not { Length: > 0 } ? 0
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var grams) && grams <= 10_000_000
            ? grams
            : null;

    static bool IsSaid(FactRow fact) => fact.Name.Length > 0 && fact.Value.Length > 0;

    static string CodeOf(FactRow fact) => fact.Code.Length > 0 ? fact.Code
        : Slug.Of(fact.Name, 60).Replace('-', '_') is { Length: > 0 } code ? code
        : "detail";

    // A new figure with a unit is a measure; without one it may be a model's name.
    static decimal? NumberOf(FactRow fact) => (fact.Kind == "number" || (fact is { Kind: "", Unit.Length: > 0 }))
        && decimal.TryParse(
            fact.Value, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
            out var number) && Math.Abs(number) < 1e12m ? number : null;

    static bool? FlagOf(FactRow fact) => fact.Kind == "flag" ? fact.Value == Yes : null;

    static string[] Parts(string? text) =>
        (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
