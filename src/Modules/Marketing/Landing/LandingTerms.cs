using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Feria.Marketing;

/// <summary>What a landing page is made of.</summary>
/// <param name="Name">Those who make it see it alone.</param>
/// <param name="Slug">Its address, /l/{slug}: lower-case letters, digits and single hyphens. It stays.</param>
/// <param name="Titles">By language; who reads none of them sees English, or else the first.</param>
/// <param name="From">Left out, it is shown as soon as it is published.</param>
/// <param name="Until">Left out, it is shown until somebody takes it back.</param>
/// <param name="Blocks">What stands on it, from above.</param>
public sealed record LandingTerms(
    [Required, OneLine(80)] string Name,
    [Required, StringLength(80), RegularExpression("^[a-z0-9]+(-[a-z0-9]+)*$")] string Slug,
    [Required] IReadOnlyDictionary<string, LandingTitle> Titles,
    DateTime? From,
    DateTime? Until,
    [Required, Length(1, LandingTerms.MostBlocks)] IReadOnlyList<LandingBlock> Blocks)
{
    public const int MostBlocks = 20;

    /// <summary>Letters of all its texts together.</summary>
    public const int MostText = 60_000;

    internal Refusal? Refuse() =>
        Until?.InUtc() <= From?.InUtc() ? Refusals.LandingTimesWrong
        : !ByLanguage.IsWhole(Titles, title => title.IsWhole()) ? Refusals.LandingTitlesUnclear
        : Blocks.Index().Select(one => (Place: one.Index, Field: OddOf(one.Item)))
            .FirstOrDefault(one => one.Field is not null) is { Field: { } field } odd
            ? AtBlock(Refusals.LandingBlockUnclear, odd.Place, field)
        : Blocks.Sum(block => block.Texts?.Values.Sum(text => text.Length) ?? 0) > MostText
            ? Refusals.LandingTooLong
        : null;

    static string? OddOf(LandingBlock? block) => block is null ? "" : block.OddField();

    /// <summary>Says which field of which block it is about; people count blocks from one.</summary>
    /// <param name="field">Empty where it is the block as a whole.</param>
    internal static Refusal AtBlock(Refusal refusal, int place, string field) => refusal.With("block", place + 1).At(
        string.Create(CultureInfo.InvariantCulture, $"blocks[{place}]") + (field.Length > 0 ? "." + field : ""));

    internal IEnumerable<string> Pictures => Blocks.Select(block => block.Picture).OfType<string>().Distinct();

    internal int PlaceOf(string picture) => Blocks.Index().First(one => one.Item.Picture == picture).Index;
}

/// <param name="Description">What search engines show below the title.</param>
public sealed record LandingTitle(
    [Required, OneLine(80)] string Title, [OneLine(160, Optional = true)] string? Description)
{
    static readonly OneLineAttribute Short = new(80);
    static readonly OneLineAttribute Long = new(160) { Optional = true };

    internal bool IsWhole() => Title is not null && Short.IsValid(Title) && Long.IsValid(Description);
}

/// <summary>A part of a landing page; what it is says which of the rest it has.</summary>
/// <param name="What">heading, text, picture, products or countdown.</param>
/// <param name="Texts">By language: the heading, the text (CommonMark), what a picture shows, what stands over products
/// or a clock.</param>
/// <param name="Picture">The address of a picture that was sent here.</param>
/// <param name="Link">Of a picture whose texts say what it shows: a page of the marketplace, without a language:
/// /category/lamps.</param>
/// <param name="Products">These, in this order; or else one of the three below.</param>
/// <param name="Category">What is foremost in a category, by its address.</param>
/// <param name="Query">What a search finds.</param>
/// <param name="Promotion">What a promotion that names products, a category or stores looks at, while it runs.</param>
/// <param name="Most">So many products at most; left out, as many as may be.</param>
/// <param name="Until">Of countdown: the instant it counts down to; it is gone then.</param>
public sealed record LandingBlock(
    [Required, AllowedValues(
        LandingBlock.Heading, LandingBlock.Text, LandingBlock.Pictured, LandingBlock.OfProducts,
        LandingBlock.Countdown)]
    string What,
    IReadOnlyDictionary<string, string>? Texts = null,
    [OneLine(200)] string? Picture = null,
    [RegularExpression("^/([^/\\\\].{0,250})?$")] string? Link = null,
    [MaxLength(LandingBlock.MostProducts)] IReadOnlyList<Guid>? Products = null,
    [OneLine(120)] string? Category = null,
    [OneLine(200)] string? Query = null,
    Guid? Promotion = null,
    [Range(1, LandingBlock.MostProducts)] int? Most = null,
    DateTime? Until = null)
{
    public const int MostProducts = 24;
    public const int LongestText = 4_000;

    public const string Heading = "heading";
    public const string Text = "text";
    public const string Pictured = "picture";
    public const string OfProducts = "products";
    public const string Countdown = "countdown";

    static readonly OneLineAttribute Line = new(120);
    static readonly PlainTextAttribute Prose = new(LongestText);

    /// <summary>The first field that lacks what it shows, or is not of its kind; null where it is whole.</summary>
    internal string? OddField() => What switch
    {
        Heading => Says(Line) ? OtherThan("texts") : "texts",
        Text => Says(Prose) ? OtherThan("texts") : "texts",
        Pictured when Picture is null => "picture",
        // A link has a name to be read out.
        Pictured => (Link is null ? SaysOrNot : Says(Line)) ? OtherThan("texts", "picture", "link") : "texts",
        Countdown when Until is null => "until",
        Countdown => Says(Line) ? OtherThan("texts", "until") : "texts",
        _ when Sources != 1 || Products?.Distinct().Count() != Products?.Count => "products",
        _ => SaysOrNot ? OtherThan("texts", "most", "products", "category", "query", "promotion") : "texts",
    };

    string? OtherThan(params string[] own) => new (string Name, bool IsThere)[]
    {
        ("texts", Texts is not null), ("picture", Picture is not null), ("link", Link is not null),
        ("products", Products is not null), ("category", Category is not null), ("query", Query is not null),
        ("promotion", Promotion is not null), ("most", Most is not null), ("until", Until is not null),
    }.FirstOrDefault(one => one.IsThere && !own.Contains(one.Name)).Name;

    int Sources => new[]
    {
        Products is { Count: > 0 }, Category is not null, Query is not null, Promotion is not null,
    }.Count(isNamed => isNamed);

    bool SaysOrNot => Texts is null or { Count: 0 } || Says(Line);

    bool Says(ValidationAttribute shape) =>
        Texts is not null && ByLanguage.IsWhole(Texts, text => shape.IsValid(text));
}

/// <summary>Texts by language.</summary>
static class ByLanguage
{
    public static bool IsWhole<T>(IReadOnlyDictionary<string, T> texts, Func<T, bool> isWhole) where T : class =>
        texts.Count > 0
        && texts.All(one => Locale.Spoken.Contains(one.Key) && one.Value is { } text && isWhole(text));

    /// <summary>In a reader's language, else in English, else in the first there is.</summary>
    public static KeyValuePair<string, T> Of<T>(IReadOnlyDictionary<string, T> texts, string locale) =>
        new[] { locale, Locale.Default }.Where(texts.ContainsKey)
            .Concat(texts.Keys.Order(StringComparer.Ordinal))
            .Select(language => KeyValuePair.Create(language, texts[language]))
            .First();
}
