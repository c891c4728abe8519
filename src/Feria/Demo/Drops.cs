using Feria.Contracts;
using Feria.FlashSales;

namespace Feria.Demo;

/// <summary>Two flash sales: one whose line is open and that starts in a moment, one that is announced.</summary>
static class Drops
{
    const int Units = 40;

    public static async Task PutAsync(Tx tx, IOfferBook offers, IStock stock, TimeProvider clock, Fair fair)
    {
        // They lie ahead of whoever sets the marketplace up now, also where it was begun long ago.
        var now = clock.GetUtcNow().UtcDateTime;
        var plenty = fair.Trade.Stock.Where(units => units.OnHand - units.Reserved >= 2 * Units)
            .Select(units => units.Offer).Take(2).ToArray();
        var terms = (await offers.TermsAsync(tx, plenty)).OrderBy(offer => offer.Offer).ToList();
        await PutAsync(tx, offers, stock, terms[0], "quarter-hour-drop", "The quarter-hour drop", "anyone",
            now, now.AddMinutes(15), now.AddDays(2));
        await PutAsync(tx, offers, stock, terms[1], "next-week-drop", "Next week's drop", "verified",
            now.AddDays(7).AddHours(-1), now.AddDays(7), now.AddDays(7).AddHours(3));
    }

    static async Task PutAsync(
        Tx tx, IOfferBook offers, IStock stock, OfferTerms offer, string slug, string name, string audience,
        DateTime opensAt, DateTime startsAt, DateTime endsAt)
    {
        var refusal = await PutFlashSale.RunAsync(tx, offers, stock, Id.New(), new(
            slug, name, offer.Offer, Units, offer.PriceMinor * 6 / 10, offer.Currency, 2, audience, true, opensAt,
            startsAt, endsAt), null);
        if (refusal is not null) throw new InvalidOperationException($"{name}: {refusal.Sentence}");
    }
}
