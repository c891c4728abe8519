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
    const int MostRows = 100;

    static readonly string[] Single =
        ["version", "title", "description", "brand", "language", "category", "options", "currency", "do"];

    public required Filled Fields { get; init; }

    public required List<VariantRow> Variants { get; init; }

    public required List<FactRow> Facts { get; init; }

    public required List<PictureRow> Pictures { get; init; }

    /// <param name="Options">With commas between, in the order of the option names.</param>
    public sealed record VariantRow(string Sku, string Options, string Price, string ListPrice, string Stock);

    public sealed record FactRow(string Name, string Value, string Unit);

    public sealed record PictureRow(string Url, string Alt);

    public static ListingForm New(string title, string language, string currency, string? category) => new()
    {
        Fields = new()
        {
            ["title"] = title,
            ["language"] = language,
            ["currency"] = currency,
            ["category"] = category,
        },
        Variants = [new("", "", "", "", "")],
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
                variant.ListPrice is { } list ? ShowListings.Text(list, variant.Price.Currency) : "", "")),
        ],
        Facts =
        [
            .. listing.Attributes.Select(fact => new FactRow(
                fact.Name,
                fact.Text ?? fact.Number?.ToString(CultureInfo.InvariantCulture) ?? (fact.Flag is true ? "yes" : "no"),
                fact.Unit ?? "")),
        ],
        Pictures = [.. listing.Pictures.Select(picture => new PictureRow(picture.Url, picture.Alt))],
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
            Row: new PictureRow(At("url", row), At("alt", row))));
        return new()
        {
            Fields = Filled.Of(sent, Single),
            Variants = Rows("sku", row => new VariantRow(
                At("sku", row), At("choice", row), At("price", row), At("list", row), At("stock", row))),
            Facts = Rows("fact", row => new FactRow(At("fact", row), At("value", row), At("unit", row))),
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
            if (!isStock && row.Stock.Length > 0) Fields.Blame("variants", visit.Say("listings.wrong-stock", row.Sku));
            variants.Add(new
            {
                row.Sku,
                price = new { amount = price ?? 0, currency },
                listPrice = list,
                stock = isStock ? stock : (long?)null,
                options = Parts(row.Options),
            });
        }

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
            pictures = Pictures.Select(picture => new { picture.Url, picture.Alt }),
            attributes = Facts.Where(fact => fact.Name.Length > 0 && fact.Value.Length > 0).Select(fact => new
            {
                code = Slug.Of(fact.Name, 60).Replace('-', '_') is { Length: > 0 } code ? code : "detail",
                fact.Name,
                unit = fact.Unit.Length > 0 ? fact.Unit : null,
                text = NumberOf(fact) is null ? fact.Value : null,
                number = NumberOf(fact),
            }),
        };
    }

    // A figure with a unit is a measure; without one it may be a model's name.
    static decimal? NumberOf(FactRow fact) => fact.Unit.Length > 0 && decimal.TryParse(
        fact.Value, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
        out var number) && Math.Abs(number) < 1e12m ? number : null;

    static string[] Parts(string? text) =>
        (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
