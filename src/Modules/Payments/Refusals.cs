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

    public static readonly Refusal StoreNotFound = new(404, "store_not_found", "There is no such store.");

    public static readonly Refusal RoleLacks = new(403, "store_role_lacks",
        "Your role in this store does not allow this.");

    public static readonly Refusal PayoutAccountNeeded = new(404, "payout_account_needed",
        "The store has not said yet where its money goes.");

    public static readonly Refusal PayoutAccountChanged = new(409, "payout_account_changed",
        "Somebody changed the account since you opened it. Look at what there is now, then try again.");

    public static readonly Refusal AccountNumberWrong = new(422, "account_number_wrong",
        "This is not an account money can be sent to: check the number.");

    public static readonly Refusal PayoutAccountNew = new(409, "payout_account_new",
        "The account is new: nothing is sent there for a day.");

    public static readonly Refusal NothingPayable = new(409, "nothing_payable", "Nothing is payable to the store now.");

    public static readonly Refusal NothingToSend = new(409, "no_payouts_waiting",
        "No payout in this currency waits to be sent.");

    public static readonly Refusal PayoutFormatUnknown = new(422, "payout_format_unknown",
        "Files for the bank are pain.001 or list.");

    public static readonly Refusal PayoutFileNotFound = new(404, "payout_file_not_found", "There is no such file.");

    public static readonly Refusal PayoutNotFound = new(404, "payout_not_found", "There is no such payout.");

    public static readonly Refusal PayoutSettled = new(409, "payout_settled",
        "What became of this payout was said already, and otherwise.");

    public static readonly Refusal PayoutWhyNeeded = new(422, "payout_why_needed",
        "Say why it failed: the store is told.");

    public static readonly Refusal DisputeNotFound = new(404, "dispute_not_found", "There is no such dispute.");

    public static readonly Refusal DisputeClosed = new(409, "dispute_closed",
        "This dispute takes no more evidence: it was sent, or decided.");

    public static readonly Refusal TooMuchEvidence = new(409, "too_much_evidence",
        "A dispute takes twenty pieces of evidence.");

    public static readonly Refusal EvidenceNeeded = new(409, "evidence_needed", "Nothing speaks for the stores yet.");

    public static readonly Refusal SettlementKnown = new(409, "settlement_known",
        "What the bank calls so was booked already.");

    public static readonly Refusal CurrencyUnknown = new(422, "currency_unknown", "There is no such currency.");

    public static readonly Refusal TooManyDays = new(400, "too_many_days", "Ask for 31 days at most.");
}
