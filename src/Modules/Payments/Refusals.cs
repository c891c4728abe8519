namespace Feria.Payments;

/// <summary>Every "no" this module can say.</summary>
public static class Refusals
{
    public static readonly Refusal PaymentNotFound = new(404, "payment_not_found", "This purchase has no payment.");

    public static readonly Refusal SignatureWrong = new(401, "signature_wrong",
        "This was not signed by the gateway within the last five minutes.");
}
