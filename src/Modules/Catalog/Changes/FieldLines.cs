using System.Globalization;
using Feria.Contracts;

namespace Feria.Catalog;

/// <summary>Fields in lines that people read.</summary>
static class FieldLines
{
    public static ChangedField Shown(FieldChange change, string? now = null) => new(
        change.Field, change.Sku, Of(change.Field, change.From), Of(change.Field, change.To),
        now is null ? null : Of(change.Field, now));

    static IReadOnlyList<string> Of(string field, string text) => field switch
    {
        ListingFields.Categories => ListingFields.Read<string[]>(text),
        ListingFields.Attributes => [.. ListingFields.Read<Draft.Fact[]>(text).Select(FactOf)],
        // The address first: it holds no space.
        ListingFields.Pictures =>
        [
            .. ListingFields.Read<ListingFields.Picture[]>(text).Select(one => string.Join(
                ' ', new[] { one.Url, one.Alt, one.Sku is null ? "" : $"({one.Sku})" }.Where(part => part.Length > 0))),
        ],
        ListingFields.Variants => ChoicesOf(ListingFields.Read<ListingFields.Choices>(text)),
        ListingFields.Price => CostOf(ListingFields.Read<ListingFields.Cost>(text)),
        ListingFields.Weight => ListingFields.Read<int>(text) is > 0 and var grams ? [$"{grams} g"] : [],
        _ => ListingFields.Read<string>(text) is { Length: > 0 } said ? said.ReplaceLineEndings("\n").Split('\n') : [],
    };

    static string FactOf(Draft.Fact fact) => string.Join(' ', new[]
    {
        $"{fact.Name}:",
        fact.Text ?? fact.Number?.ToString("0.######", CultureInfo.InvariantCulture)
            ?? (fact.Flag is true ? "✓" : "✗"),
        fact.Unit,
    }.Where(part => !string.IsNullOrEmpty(part)));

    static IReadOnlyList<string> ChoicesOf(ListingFields.Choices choices) =>
    [
        .. choices.Names.Length > 0 ? [string.Join(" · ", choices.Names)] : Array.Empty<string>(),
        .. choices.Items.Select(item => string.Join(" · ", [
            item.Sku, .. item.Options, .. item.New is { } said ? new[] { AmountOf(said.Price) } : [],
        ])),
    ];

    // What it costs, and what stands struck through beside it.
    static IReadOnlyList<string> CostOf(ListingFields.Cost cost) =>
    [
        AmountOf(new(cost.Amount, cost.Currency)),
        .. cost.ListPrice is { } list ? new[] { AmountOf(new(list, cost.Currency)) } : [],
    ];

    static string AmountOf(Price price) => $"{Csv.Field(new Money(price.Amount, price.Currency))} {price.Currency}";
}
