using System.ComponentModel.DataAnnotations;

namespace Feria.Catalog;

/// <summary>What a store says of one product, whole: what it leaves out is no longer so.</summary>
public abstract record Draft : IValidatableObject
{
    [OneLine(500)]
    public required string Title { get; init; }

    [Length(1, 200)]
    public required IReadOnlyList<Choice> Variants { get; init; }

    /// <summary>Markdown (CommonMark) without HTML; of pictures the text alone is shown.</summary>
    [StringLength(50_000)]
    public string? Description { get; init; }

    [OneLine(120)]
    public string? Brand { get; init; }

    /// <summary>Of its texts, as an ISO 639 code.</summary>
    [RegularExpression("^[a-z]{2,3}$")]
    public string Language { get; init; } = Locale.Default;

    /// <summary>What its variants differ in: <c>Colour</c>, <c>Size</c>.</summary>
    [MaxLength(10)]
    public string[]? OptionNames { get; init; }

    /// <summary>Their addresses, main one first.</summary>
    [MaxLength(20)]
    public string[]? Categories { get; init; }

    [MaxLength(100)]
    public IReadOnlyList<Fact>? Attributes { get; init; }

    /// <param name="Options">A value for each option name.</param>
    /// <param name="Stock">Units on hand; left out, nothing is said about them.</param>
    /// <param name="WeightGrams">A unit as packed; 0 where nobody weighed it. Left out, it stays as it was.</param>
    public sealed record Choice(
        [OneLine(100)] string Sku,
        Price Price,
        [Range(1, Catalog.Price.Most)] long? ListPrice = null,
        [Range(0, 1_000_000_000)] long? Stock = null,
        [MaxLength(10)] string[]? Options = null,
        [Range(0, 10_000_000)] int? WeightGrams = null);

    /// <summary>Its pictures, in order; where they may come from is not the same for all who draft.</summary>
    internal abstract IReadOnlyList<ListedPicture?> Shows { get; }

    /// <summary>A typed attribute: exactly one of text, number and flag.</summary>
    public sealed record Fact(
        [RegularExpression("^[a-z0-9]+(_[a-z0-9]+)*$"), StringLength(60)] string Code,
        [OneLine(120)] string Name,
        [StringLength(20)] string? Unit = null,
        [Length(1, 1000)] string? Text = null,
        [Range(-1e12, 1e12)] decimal? Number = null,
        bool? Flag = null) : IValidatableObject
    {
        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
        {
            object?[] values = [Text, Number, Flag];
            if (values.Count(value => value is not null) != 1)
                yield return new("Say one of text, number and flag.", [nameof(Code)]);
        }
    }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        // What lists hold may be nothing in JSON; no list here means that.
        if (HasHole(Variants) || HasHole(OptionNames) || HasHole(Categories) || HasHole(Shows)
            || HasHole(Attributes) || Variants.Any(variant => HasHole(variant.Options)))
        {
            yield return new("A list holds nothing where something belongs.", [nameof(Variants)]);
            yield break;
        }

        var options = OptionNames?.Length ?? 0;
        if (Variants.Any(variant => (variant.Options?.Length ?? 0) != options))
            yield return new("A variant has a value for each option name.", [nameof(Variants)]);
        if (OptionNames?.Concat(Variants.SelectMany(variant => variant.Options ?? []))
                .Any(text => text.Length is 0 or > 100) is true)
            yield return new("Options have 1 to 100 characters.", [nameof(OptionNames)]);
        if (Shows.Any(picture => picture!.Variant >= Variants.Count))
            yield return new("A picture's variant is the place of one of the variants.", ["Pictures"]);
    }

    static bool HasHole<T>(IEnumerable<T>? all) where T : class? => all?.Any(one => one is null) is true;

    internal Refusal? Refuse(string currency, IReadOnlyDictionary<string, Guid> categories)
    {
        if (Variants.Any(variant => variant.Price.Currency != currency))
            return Refusals.WrongCurrency.With("currency", currency);
        return Categories?.FirstOrDefault(slug => !categories.ContainsKey(slug)) is { } unknown
            ? Refusals.CategoryNotFound.With("category", unknown).At("category")
            : null;
    }

    internal Listing ListingOf(
        string source, string externalId, Guid store, IReadOnlyDictionary<string, Guid> categories) => new(
        source, externalId, Title, Description ?? "", Brand, Language,
        OptionNames ?? [],
        [.. (Categories ?? []).Select(slug => categories[slug])],
        [
            .. Variants.Select(variant => new ListedVariant(
                variant.Options ?? [],
                [
                    new(
                        store, variant.Sku, variant.Price.Amount,
                        variant.ListPrice > variant.Price.Amount ? variant.ListPrice : null, variant.Price.Currency,
                        variant.Stock)
                    {
                        WeightGrams = variant.WeightGrams,
                    },
                ])),
        ],
        [.. Shows.Select(picture => picture!)],
        [
            .. (Attributes ?? []).Select(fact => new ListedAttribute(
                fact.Code, fact.Name, fact.Unit, fact.Text, fact.Number, fact.Flag)),
        ]);

    /// <summary>Ids of the categories at these addresses; unknown ones are left out.</summary>
    internal static async Task<IReadOnlyDictionary<string, Guid>> CategoriesAsync(
        Session session, IEnumerable<Draft> drafts)
    {
        var slugs = drafts.SelectMany(draft => draft.Categories ?? []).Distinct().ToArray();
        return slugs.Length == 0
            ? new Dictionary<string, Guid>()
            : (await session.ListAsync<Named>(CategoriesSql, new { slugs }))
                .ToDictionary(category => category.Slug, category => category.Id);
    }

    sealed record Named(string Slug, Guid Id);

    const string CategoriesSql = """
        -- catalog.draft.categories
        select slug, id from catalog.category where slug = any(@slugs)
        union all
        select slug, category_id from catalog.category_address where slug = any(@slugs) and category_id is not null
        """;
}
