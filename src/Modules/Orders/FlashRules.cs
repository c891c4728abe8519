using Feria.Contracts;

namespace Feria.Orders;

/// <summary>What a turn in a flash sale lets its buyer do.</summary>
static class FlashRules
{
    public static Refusal? Refuse(FlashTurn turn, IReadOnlyList<Wanted> wanted, string method) => turn.Standing switch
    {
        FlashStanding.Unknown => Refusals.FlashSaleNotFound,
        FlashStanding.Closed => Refusals.FlashSaleNotOpen,
        FlashStanding.Waiting => Refusals.FlashTurnNeeded,
        FlashStanding.Over => Refusals.FlashTurnOver,
        _ when wanted is not [{ } only] || only.Offer != turn.Offer =>
            Refusals.FlashItemsWrong.With("offer", turn.Offer),
        // A transfer may take days, and others wait for the units.
        _ when method == PaymentMethod.Transfer => Refusals.MethodUnavailable,
        _ when turn.Allowed <= 0 => Refusals.FlashTurnOver,
        _ when wanted[0].Quantity > turn.Allowed => Refusals.FlashLimit.With("allowed", turn.Allowed),
        _ => null,
    };

    /// <summary>The offer at the sale's price, for whoever has a turn.</summary>
    public static OfferTerms Priced(OfferTerms offer, FlashTurn? turn) =>
        turn is null ? offer : offer with { PriceMinor = turn.PriceMinor, Currency = turn.Currency };

    /// <summary>Until when the units are held for the payment; null where none is awaited.</summary>
    public static TimeSpan? HoldTime(TimeSpan? hold, FlashTurn? turn) =>
        hold is not { } usual ? null
        : turn is null || usual < turn.PayWithin ? usual
        : turn.PayWithin;
}
