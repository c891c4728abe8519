using System.ComponentModel.DataAnnotations;

namespace Feria.Marketing;

/// <summary>What a banner is made of.</summary>
/// <param name="Place">home, category or search: over which pages it stands.</param>
/// <param name="Category">Of category: over this one and all below it alone, by its number.</param>
/// <param name="Segment">Whom it is shown to, of who is signed in; left out, everybody.</param>
/// <param name="HoldOut">Percent of the signed-in people it is for who do not see it.</param>
/// <param name="Priority">Of several for one place the highest is shown.</param>
/// <param name="From">Left out, it begins at once.</param>
/// <param name="Variants">Up to four, whose shares say how many of the signed-in see which; strangers see the first.
/// </param>
public sealed record BannerTerms(
    [Required, OneLine(80)] string Name,
    [Required, AllowedValues(BannerTerms.Home, BannerTerms.OfCategory, BannerTerms.OfSearch)] string Place,
    [Range(0, int.MaxValue)] int? Category,
    Guid? Segment,
    [Range(0, 50)] int HoldOut,
    [Range(0, 1_000)] int Priority,
    DateTime? From,
    [Required] DateTime? Until,
    [Required, Length(1, 4)] IReadOnlyList<BannerVariant> Variants)
{
    public const string Home = "home";
    public const string OfCategory = "category";
    public const string OfSearch = "search";

    internal Refusal? Refuse(BannerRow? held, DateTime now) =>
        held is { EndedAt: not null } ? Refusals.BannerEnded
        : Until!.Value.InUtc() <= now || Until.Value.InUtc() <= FromAt(held, now) ? Refusals.BannerTimesWrong
        : Category is not null && Place != OfCategory ? Refusals.BannerCategoryUnclear
        : Variants.Sum(variant => variant.Share) != 100 ? Refusals.BannerSharesWrong
        : Variants.Any(variant => !variant.IsWhole()) ? Refusals.BannerTextsUnclear
        : null;

    internal DateTime FromAt(BannerRow? held, DateTime now) => From?.InUtc() ?? held?.FromAt ?? now;
}

/// <param name="Share">Percent of the signed-in people who see a banner.</param>
/// <param name="Picture">The address of a picture that was sent here; left out, its words stand alone.</param>
/// <param name="Link">A page of the marketplace, without a language: /category/lamps.</param>
/// <param name="Texts">By language; who reads none of them sees English, or else the first.</param>
public sealed record BannerVariant(
    [Range(1, 100)] int Share,
    [OneLine(200)] string? Picture,
    [Required, RegularExpression("^/([^/\\\\].{0,250})?$")] string Link,
    [Required] IReadOnlyDictionary<string, BannerText> Texts)
{
    internal bool IsWhole() => Texts.Count > 0
        && Texts.All(one => Locale.Spoken.Contains(one.Key) && one.Value is { } text && text.IsWhole());

    internal BannerText TextOf(string locale) =>
        Texts.GetValueOrDefault(locale) ?? Texts.GetValueOrDefault(Locale.Default)
        ?? Texts.OrderBy(one => one.Key, StringComparer.Ordinal).First().Value;
}

public sealed record BannerText([Required, OneLine(80)] string Title, [OneLine(200, Optional = true)] string? Text)
{
    static readonly OneLineAttribute Short = new(80);
    static readonly OneLineAttribute Long = new(200) { Optional = true };

    internal bool IsWhole() => Title is not null && Short.IsValid(Title) && Long.IsValid(Text);
}
