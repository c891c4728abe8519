using System.Text.Json;

namespace Feria.Catalog;

/// <summary>
/// A listing as fields that are compared, kept and put one by one. Pure. A field has one text: equal texts are equal
/// fields.
/// </summary>
static class ListingFields
{
    public const string Title = "title";
    public const string Brand = "brand";
    public const string Language = "language";
    public const string Description = "description";
    public const string Categories = "categories";
    public const string Attributes = "attributes";
    public const string Pictures = "pictures";

    /// <summary>Which SKUs there are, and what they differ in.</summary>
    public const string Variants = "variants";

    public const string Price = "price";
    public const string Weight = "weight";
    public const string State = "state";

    /// <summary>What describes the product: of an edit it passes or waits as one.</summary>
    static readonly string[] Told =
        [Title, Brand, Language, Description, Categories, Attributes, Pictures, Variants];

    public static bool IsTold(string field) => Told.Contains(field);

    internal sealed record Cost(long Amount, string Currency, long? ListPrice);

    internal sealed record Picture(string Url, string Alt, string? Sku);

    internal sealed record Choices(string[] Names, IReadOnlyList<Choice> Items);

    /// <param name="New">Of one that is not there yet, all that is said of it.</param>
    internal sealed record Choice(string Sku, string[] Options, Draft.Choice? New = null);

    /// <param name="ids">Of the categories both say.</param>
    public static List<FieldChange> Between(
        PutMyListing.Body now, PutMyListing.Body asked, IReadOnlyDictionary<string, Guid> ids)
    {
        asked = asked with { Categories = Same(now.Categories ?? [], asked.Categories ?? [], ids) };
        var changes = Told
            .Select(field => new FieldChange(field, null, Of(now, field), ToOf(now, asked, field)))
            .Where(change => !AreSame(change.Field, change.From, change.To))
            .ToList();
        foreach (var choice in asked.Variants)
        {
            if (now.Variants.FirstOrDefault(one => one.Sku == choice.Sku) is not { } had) continue;
            if (CostOf(had) != CostOf(choice))
                changes.Add(new(Price, choice.Sku, Text(CostOf(had)), Text(CostOf(choice))));
            if (choice.WeightGrams is { } grams && grams != (had.WeightGrams ?? 0))
                changes.Add(new(Weight, choice.Sku, Text(had.WeightGrams ?? 0), Text(grams)));
        }

        return changes;
    }

    /// <summary>A field's text; null where there is no such SKU.</summary>
    public static string? Of(PutMyListing.Body body, string field, string? sku) =>
        sku is null ? Of(body, field)
        : body.Variants.FirstOrDefault(one => one.Sku == sku) is not { } choice ? null
        : field == Price ? Text(CostOf(choice))
        : Text(choice.WeightGrams ?? 0);

    /// <summary>Of attributes their values are compared: how they are called is not the listing's to say.</summary>
    public static bool AreSame(string field, string one, string other) =>
        one == other || (field == Attributes && Text(Values(one)) == Text(Values(other)));

    /// <summary>The listing with these fields as they are to be, and all others as they are.</summary>
    public static PutMyListing.Body With(PutMyListing.Body now, IReadOnlyList<FieldChange> changes)
    {
        var told = changes.Where(change => change.Sku is null).ToDictionary(change => change.Field, one => one.To);
        T Put<T>(string field, T had) => told.TryGetValue(field, out var text) ? Read<T>(text) : had;

        var choices = told.TryGetValue(Variants, out var said) ? Read<Choices>(said) : null;
        var variants = (choices is null
            ? now.Variants
            : choices.Items.Select(item => now.Variants.FirstOrDefault(one => one.Sku == item.Sku) is { } had
                ? had with { Options = item.Options }
                : item.New!))
            .Select(choice => Costing(choice, changes)).ToList();
        var skus = variants.Select(choice => choice.Sku).ToList();
        return now with
        {
            Title = Put(Title, now.Title),
            Brand = Put(Brand, now.Brand ?? "") is { Length: > 0 } brand ? brand : null,
            Language = Put(Language, now.Language),
            Description = Put(Description, now.Description ?? ""),
            Categories = Put(Categories, now.Categories ?? []),
            Attributes = Put(Attributes, now.Attributes ?? []),
            OptionNames = choices?.Names ?? now.OptionNames,
            Variants = variants,
            Pictures =
            [
                .. Put(Pictures, PicturesOf(now)).Select(one => new MyListing.Picture(
                    one.Url, one.Alt, one.Sku is { } sku && skus.IndexOf(sku) is >= 0 and var place ? place : null)),
            ],
        };
    }

    public static IReadOnlyList<string> PicturesIn(IEnumerable<FieldChange> changes) =>
    [
        .. changes.Where(change => change.Field == Pictures)
            .SelectMany(change => Read<Picture[]>(change.To)).Select(picture => picture.Url),
    ];

    public static string Text<T>(T value) => JsonSerializer.Serialize(value, Json.Options);

    public static T Read<T>(string text) => JsonSerializer.Deserialize<T>(text, Json.Options)!;

    static Draft.Choice Costing(Draft.Choice choice, IReadOnlyList<FieldChange> changes)
    {
        foreach (var change in changes.Where(change => change.Sku == choice.Sku))
            choice = change.Field == Weight
                ? choice with { WeightGrams = Read<int>(change.To) }
                : Read<Cost>(change.To) is var cost
                    ? choice with { Price = new(cost.Amount, cost.Currency), ListPrice = cost.ListPrice }
                    : choice;
        return choice;
    }

    static string Of(PutMyListing.Body body, string field) => field switch
    {
        Title => Text(body.Title),
        Brand => Text(body.Brand ?? ""),
        Language => Text(body.Language),
        Description => Text(body.Description ?? ""),
        Categories => Text(body.Categories ?? []),
        Attributes => Text((body.Attributes ?? []).OrderBy(fact => fact.Code, StringComparer.Ordinal)),
        Pictures => Text(PicturesOf(body)),
        _ => Text(new Choices(
            body.OptionNames ?? [],
            [.. body.Variants.Select(choice => new Choice(choice.Sku, choice.Options ?? []))])),
    };

    static string ToOf(PutMyListing.Body now, PutMyListing.Body asked, string field) => field != Variants
        ? Of(asked, field)
        : Text(new Choices(
            asked.OptionNames ?? [],
            [
                .. asked.Variants.Select(choice => new Choice(
                    choice.Sku, choice.Options ?? [],
                    now.Variants.Any(had => had.Sku == choice.Sku) ? null : choice)),
            ]));

    static Picture[] PicturesOf(PutMyListing.Body body) =>
    [
        .. (body.Pictures ?? []).Select(one => new Picture(
            one.Url, one.Alt, one.Variant is { } place ? body.Variants[place].Sku : null)),
    ];

    // A list price that is no higher is none, as the writer has it.
    internal static Cost CostOf(Draft.Choice choice) => new(
        choice.Price.Amount, choice.Price.Currency,
        choice.ListPrice > choice.Price.Amount ? choice.ListPrice : null);

    static IEnumerable<(string, string?, string?, bool?)> Values(string facts) => Read<Draft.Fact[]>(facts)
        .Select(fact => (fact.Code, fact.Text, fact.Number?.ToString("0.######", null), fact.Flag));

    // Another address of a category that it stands in is no change.
    static string[] Same(string[] now, string[] asked, IReadOnlyDictionary<string, Guid> ids) =>
    [
        .. asked.Select(slug => now.FirstOrDefault(had =>
            had == slug || (ids.TryGetValue(had, out var one) && ids.GetValueOrDefault(slug) == one)) ?? slug)
            .Distinct(),
    ];
}
