namespace Feria.Contracts;

/// <summary>
/// The seam to whoever takes the money. Every call may be made again with the same outcome: a payment is known to the
/// gateway by our reference, a confirmation and a refund by their key.
/// </summary>
public interface IPaymentGateway
{
    /// <summary>The payment methods it takes.</summary>
    IReadOnlyCollection<string> Methods { get; }

    /// <summary>
    /// What nobody outside has to be asked for: known without a call, in an instant. Null where the gateway must be
    /// asked.
    /// </summary>
    GatewayPayment? Agree(GatewayOrder order) => null;

    /// <summary>Announces a payment; nothing is charged yet.</summary>
    Task<GatewayPayment> AskAsync(GatewayOrder order, CancellationToken stop);

    /// <summary>What the gateway knows under our reference; null where it never heard of it.</summary>
    Task<GatewayPayment?> LookAsync(GatewayOrder order, CancellationToken stop);

    /// <summary>Charges a card by its token. A decline is an answer, not an exception.</summary>
    Task<GatewayPayment> ChargeAsync(string id, string token, string key, CancellationToken stop);

    /// <summary>Takes the payment back. Where the money has come meanwhile, the answer says so.</summary>
    Task<GatewayPayment> CancelAsync(string id, GatewayOrder order, CancellationToken stop);

    /// <summary>Gives money back, wholly or in part. Refused where it is more than was charged.</summary>
    Task RefundAsync(string id, Money amount, Guid refund, CancellationToken stop);

    /// <summary>Hands in what speaks against a dispute, once a key; the gateway decides.</summary>
    Task AnswerDisputeAsync(string id, string evidence, Guid key, CancellationToken stop);

    /// <summary>
    /// Reads what was posted to us; null where the gateway did not sign it within the last five minutes.
    /// A signed body of an unknown shape is a <see cref="System.Text.Json.JsonException"/>.
    /// </summary>
    GatewayTold? Hear(string signature, byte[] body, DateTimeOffset now);
}

/// <summary>One event of the gateway's; told again it has the same id.</summary>
/// <param name="Refund">Our id of the refund it is about, if it is about one.</param>
/// <param name="Dispute">Where the event is about one.</param>
public sealed record GatewayTold(
    string EventId, string Kind, GatewayPayment Payment, Guid? Refund, GatewayDispute? Dispute);

/// <summary>The buyer's bank took the money back, or was asked to.</summary>
/// <param name="Reason">A code of the gateway's.</param>
/// <param name="DueBy">Until then it takes evidence.</param>
public sealed record GatewayDispute(GatewayDisputeStatus Status, string Reason, DateTime? DueBy);

public enum GatewayDisputeStatus
{
    NeedsResponse,
    UnderReview,
    Won,
    Lost,
}

/// <summary>What is to be paid, by our own reference.</summary>
/// <param name="Number">The checkout's number, shown to the buyer.</param>
public sealed record GatewayOrder(Guid Reference, string Method, Money Amount, string Number, string? ReturnTo);

/// <summary>A payment as the gateway knows it.</summary>
/// <param name="Version">Grows with every change, so that of two states the newer is known.</param>
/// <param name="Next">Where the buyer goes to pay, while it is open.</param>
/// <param name="Why">Why the last try failed; a code.</param>
public sealed record GatewayPayment(
    string Id, Guid Reference, GatewayStatus Status, int Version, Money Amount, string? Next, string? Why);

public enum GatewayStatus
{
    /// <summary>Nothing charged; the buyer must act.</summary>
    Open,

    /// <summary>Under way at the gateway, or a transfer is awaited.</summary>
    Pending,

    /// <summary>The money is there.</summary>
    Captured,

    /// <summary>Agreed to be paid when the goods arrive.</summary>
    DueOnDelivery,

    /// <summary>Nothing was charged and the gateway will not charge.</summary>
    Canceled,
}

/// <summary>The call's outcome is not known: it may have been carried out. Look before trying anything else.</summary>
public sealed class GatewayUnclearException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The gateway said no to the call itself and did nothing.</summary>
public sealed class GatewayRefusedException(string code) : Exception($"The gateway refused: {code}.")
{
    public string Code => code;
}
