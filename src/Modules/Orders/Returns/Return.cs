using Feria.Contracts;

namespace Feria.Orders;

/// <summary>Units of an order that go back, are exchanged or were missed, with each step of it.</summary>
/// <param name="Number">What people call it.</param>
/// <param name="Kind">return, exchange or claim.</param>
/// <param name="Reason">changed_mind, damaged, not_as_described, wrong_item, missing_parts or not_received.</param>
/// <param name="Status">
/// asked, accepted, sent, refused, part_refunded, escalated, refunded, exchanged, withdrawn, lapsed or kept.
/// </param>
/// <param name="Payer">Who pays for sending it back, store or buyer; null where nobody said.</param>
/// <param name="Worth">What its units are worth.</param>
/// <param name="Refunded">What of that was given back.</param>
/// <param name="ReceivedAt">When the goods were back at the store.</param>
/// <param name="DueAt">When it goes on by itself; null where somebody has to decide.</param>
public sealed record Return(
    Guid Id,
    string Number,
    Guid Order,
    string OrderNumber,
    StoreName Store,
    string Buyer,
    string Kind,
    string Reason,
    string Status,
    string? Payer,
    string Carrier,
    string TrackingNumber,
    string? TrackingUrl,
    IReadOnlyList<string> Pictures,
    Money Worth,
    Money Refunded,
    DateTime? ReceivedAt,
    DateTime? DueAt,
    DateTime AskedAt,
    IReadOnlyList<ReturnLine> Lines,
    IReadOnlyList<ReturnStep> History)
{
    /// <summary>Whether somebody can still do something about it.</summary>
    public bool IsOpen => ReturnStatus.Open.Contains(Status);
}

/// <param name="Line">Which line of the order, as its store counts them.</param>
public sealed record ReturnLine(
    int Line, Guid Offer, string Sku, string Title, string Options, string? Picture, int Quantity);

/// <param name="Side">Who did it: buyer, store, platform or clock.</param>
/// <param name="Words">What they said to it.</param>
public sealed record ReturnStep(string Status, string Side, string? Words, DateTime At);

/// <summary>Money of an order that was given back.</summary>
/// <param name="Reason">goodwill, price, damaged, missing, other, not_sent or return.</param>
/// <param name="SentAt">When it left for the buyer; null while it is being sent.</param>
public sealed record Refund(
    Guid Id, Money Amount, string Reason, string? Note, Guid? Return, DateTime At, DateTime? SentAt);

/// <summary>A return as it stands in a list.</summary>
public sealed record ReturnOfOrder(Guid Id, string Number, string Kind, string Reason, string Status, DateTime AskedAt);
