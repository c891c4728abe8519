namespace Feria.Payments;

/// <summary>Every "no" this module can say.</summary>
public static class Refusals
{
    public static readonly Refusal PaymentNotFound = new(404, "payment_not_found", "This purchase has no payment.");

    public static readonly Refusal SignatureWrong = new(401, "signature_wrong",
        "This was not signed by the gateway within the last five minutes.");

    public static readonly Refusal RefundTooMuch = new(409, "refund_too_much",
        "That is more than is left of what was paid for this order.");

    public static readonly Refusal PaymentDisputed = new(409, "payment_disputed",
        "The buyer's bank was asked to take this payment back; until that is decided nothing else goes back of it.");
}
