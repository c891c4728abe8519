using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using Feria.Contracts;

namespace Feria.Marketing;

/// <summary>What a campaign is made of, as it is written and, while it is a draft, written anew.</summary>
/// <param name="Kind">once: each person is told once. carts: who leaves a cart behind, each time.</param>
/// <param name="Segment">Whom it tells; left out, everybody who wishes it.</param>
/// <param name="Channel">email, push or in_app.</param>
/// <param name="From">When it begins; left out, as soon as it is started.</param>
/// <param name="Until">When it ends; left out, when everybody was told.</param>
/// <param name="Budget">What it may cost at most, in minor units.</param>
/// <param name="Cost">What one message costs, in minor units.</param>
/// <param name="PerHour">Messages an hour at most.</param>
/// <param name="HoldOut">Percent of the people that are told nothing, to see what it brings.</param>
/// <param name="AfterHours">Of carts: for how long they lie untouched.</param>
/// <param name="Coupons">Codes in bulk, of which everybody who is told gets one.</param>
/// <param name="Variants">Up to four, whose shares say how many people get which.</param>
public sealed partial record CampaignTerms(
    [Required, OneLine(80)] string Name,
    [Required, AllowedValues(CampaignTerms.Once, CampaignTerms.Carts)] string Kind,
    Guid? Segment,
    [Required, AllowedValues(MailingChannel.Email, MailingChannel.Push, MailingChannel.InApp)] string Channel,
    DateTime? From,
    DateTime? Until,
    [Required, RegularExpression("^[A-Z]{3}$")] string Currency,
    [Range(0, PromotionTerms.MostMoney)] long Budget,
    [Range(0, 1_000_000)] long Cost,
    [Range(1, 1_000_000)] int PerHour,
    [Range(0, 50)] int HoldOut,
    [Range(1, 72)] int? AfterHours,
    Guid? Coupons,
    [Required, Length(1, 4)] IReadOnlyList<CampaignVariant> Variants)
{
    public const string Once = "once";
    public const string Carts = "carts";

    public const string FullName = "{name}";
    public const string Coupon = "{coupon}";
    public const string Items = "{items}";

    internal Refusal? Refuse(DateTime now) =>
        Until?.InUtc() <= now || Until?.InUtc() <= From?.InUtc() ? Refusals.CampaignTimesWrong
        : !Kernel.Currency.IsKnown(Currency) ? Refusals.CurrencyUnknown
        : (Kind == Carts) != (AfterHours is not null) ? Refusals.CampaignHoursUnclear
        : Variants.Sum(variant => variant.Share) != 100 ? Refusals.SharesWrong
        : Variants.Any(variant => !variant.IsWhole()) ? Refusals.TextsUnclear
        : Variants.Any(variant => variant.Places().Any(place => !IsKnown(place))) ? Refusals.PlaceUnknown
        : Coupons is not null && Variants.Any(variant => !variant.SaysEverywhere(Coupon)) ? Refusals.CouponUnsaid
        : null;

    bool IsKnown(string place) => place switch
    {
        FullName => true,
        Coupon => Coupons is not null,
        Items => Kind == Carts,
        _ => false,
    };

    [GeneratedRegex(@"\{[^{}\s]*\}")]
    internal static partial Regex Place();
}

/// <param name="Share">Percent of those who are told.</param>
/// <param name="Texts">By language; who reads none of them is told in English, or else in the first.</param>
/// <param name="Link">A page of the marketplace, without a language: /category/lamps.</param>
public sealed record CampaignVariant(
    [Range(1, 100)] int Share,
    [Required] IReadOnlyDictionary<string, CampaignText> Texts,
    [Required, RegularExpression("^/([^/\\\\].{0,250})?$")] string Link)
{
    internal bool IsWhole() => Texts.Count > 0
        && Texts.All(one => Locale.Spoken.Contains(one.Key) && one.Value is { } text && text.IsWhole());

    internal IEnumerable<string> Places() => Texts.Values
        .SelectMany(text => CampaignTerms.Place().Matches(text.Subject + text.Body))
        .Select(match => match.Value);

    internal bool SaysEverywhere(string place) =>
        Texts.Values.All(text => text.Body.Contains(place, StringComparison.Ordinal));

    /// <summary>Its words for a reader of this language.</summary>
    internal CampaignText TextOf(string locale) =>
        Texts.GetValueOrDefault(locale) ?? Texts.GetValueOrDefault(Locale.Default)
        ?? Texts.OrderBy(one => one.Key, StringComparer.Ordinal).First().Value;
}

/// <param name="Body">Plain text; {name}, {coupon} and, of carts, {items} are filled in.</param>
public sealed record CampaignText([Required, OneLine(120)] string Subject, [Required, PlainText(4_000)] string Body)
{
    static readonly OneLineAttribute Line = new(120);
    static readonly PlainTextAttribute Plain = new(4_000);

    internal bool IsWhole() => Subject is not null && Body is not null && Line.IsValid(Subject) && Plain.IsValid(Body);

    /// <summary>With its places filled; what fills one is not looked at again.</summary>
    internal CampaignText Filled(string name, string? coupon, IReadOnlyList<string> items)
    {
        return new(Fill(Subject, ", "), Fill(Body, "\n"));

        string Fill(string text, string between) => CampaignTerms.Place().Replace(text, place => place.Value switch
        {
            CampaignTerms.FullName => name,
            CampaignTerms.Coupon => coupon ?? "",
            CampaignTerms.Items => string.Join(between, items),
            _ => place.Value,
        });
    }
}
