using System.ComponentModel.DataAnnotations;

namespace Feria.Marketing;

/// <summary>What a sponsorship is made of.</summary>
/// <param name="Offers">Each is shown where its product is looked for and it is the offer that sells it.</param>
/// <param name="Currency">Of budget and bid; it stays.</param>
/// <param name="Budget">What its clicks may cost at most, in minor units.</param>
/// <param name="Bid">What a click costs, in minor units: who bids more is shown first.</param>
/// <param name="From">Left out, it begins at once.</param>
public sealed record SponsorshipTerms(
    [Required, OneLine(80)] string Name,
    [Required, Length(1, SponsorshipTerms.MostOffers)] IReadOnlyList<Guid> Offers,
    [Required, CurrencyCode] string Currency,
    [Range(1, PromotionTerms.MostMoney)] long Budget,
    [Range(1, 1_000_000)] long Bid,
    DateTime? From,
    [Required] DateTime? Until)
{
    public const int MostOffers = 20;

    static readonly TimeSpan Year = TimeSpan.FromDays(366);

    internal Refusal? Refuse(SponsorshipRow? held, DateTime now)
    {
        var from = FromAt(held, now);
        var until = Until!.Value.InUtc();
        return until <= now || until <= from || from - now > Year || until - from > Year
                ? Refusals.SponsorshipTimesWrong
            : Budget < Math.Max(Bid, held?.SpentMinor ?? 0) ? Refusals.SponsorshipBudgetTooSmall
            : held is { EndedAt: not null } ? Refusals.SponsorshipEnded
            : held is not null && held.Currency != Currency ? Refusals.SponsorshipCurrencyStays
            : null;
    }

    internal DateTime FromAt(SponsorshipRow? held, DateTime now) => From?.InUtc() ?? held?.FromAt ?? now;
}
