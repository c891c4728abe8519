namespace Feria.Contracts;

/// <summary>How a buyer can pay; the text on the wire is the lower-case name with underscores.</summary>
public static class PaymentMethod
{
    public const string Card = "card";
    public const string Transfer = "transfer";
    public const string CashOnDelivery = "cash_on_delivery";

    public static readonly IReadOnlyList<string> All = [Card, Transfer, CashOnDelivery];
}

[EventKind("payments.payment-captured.v1")]
public sealed record PaymentCaptured(Guid Checkout, Guid Payment, long AmountMinor, string Currency) : IEvent
{
    public Guid Key => Checkout;
}

[EventKind("payments.payment-failed.v1")]
public sealed record PaymentFailed(Guid Checkout, Guid Payment, string Why) : IEvent
{
    public Guid Key => Checkout;
}

[EventKind("payments.payment-refunded.v1")]
public sealed record PaymentRefunded(Guid Checkout, Guid Payment, Guid? Order, long AmountMinor, string Currency)
    : IEvent
{
    public Guid Key => Checkout;
}

/// <summary>Where a checkout's payment stands.</summary>
/// <param name="Status">requested, pending, action_needed, captured, failed, refunded or due_on_delivery.</param>
/// <param name="Next">Address the buyer must visit (second step, hosted card form, transfer instructions); else
/// null.</param>
/// <param name="Why">
/// A code saying why the last try failed. A failed card payment that still has a Next may be tried again there with
/// another card until the checkout expires; without one it failed for good.
/// </param>
public sealed record PaymentState(
    string Method, string Status, string? Next, string? Why, long CapturedMinor, long RefundedMinor);

/// <summary>A payment as it was opened with its checkout.</summary>
public sealed record Opened(Guid Payment, Payable Payable);

/// <summary>An order's money: what it was sold for, and what of it went back or is on its way back.</summary>
public sealed record SoldFor(Guid Order, Money Total, Money Refunded)
{
    /// <summary>What may still be given back.</summary>
    public Money Left => Total - Refunded;
}

public interface IPayments
{
    /// <summary>The methods this installation can be paid by.</summary>
    IReadOnlyCollection<string> Methods => PaymentMethod.All;

    /// <summary>
    /// Asks for the money of a placed checkout, outside any transaction; may be called again with the same outcome.
    /// Where the gateway answers at once the checkout is finalised before this returns; else webhook or sweeper does
    /// it.
    /// </summary>
    /// <param name="token">Card token made at the gateway; null sends the buyer to the gateway's own form.</param>
    /// <param name="returnTo">Path on this site that the gateway sends the buyer back to.</param>
    Task<PaymentState> PayAsync(Guid checkout, string? token, string? returnTo, CancellationToken stop);

    /// <summary>The same for whoever has just placed it: nothing is read again.</summary>
    Task<PaymentState> PayAsync(Opened opened, string? token, string? returnTo);

    /// <summary>Asks the gateway what became of an open payment and finalises accordingly.</summary>
    Task<PaymentState?> SettleAsync(Guid checkout, CancellationToken stop);

    /// <summary>Checkouts without a payment are left out.</summary>
    Task<IReadOnlyDictionary<Guid, PaymentState>> StatesAsync(Session session, Guid[] checkouts);

    /// <summary>
    /// Orders the refund of part of an order's money in the caller's transaction (ledger and a durable job that tells
    /// the gateway); nothing where nothing was captured. Locks the payment and the order's sale.
    /// </summary>
    /// <param name="amount">Null for all that is left of it.</param>
    /// <returns>
    /// Why not, and then nothing was written: more than is left of it (<c>refund_too_much</c>), or the buyer's bank is
    /// asked to take it back already (<c>payment_disputed</c>).
    /// </returns>
    Task<Refusal?> RefundAsync(Tx tx, Guid checkout, Guid order, Money? amount, string why);

    /// <summary>What the orders were sold for and what went back of it; orders that are no sale are left out.</summary>
    Task<IReadOnlyDictionary<Guid, SoldFor>> SoldForAsync(Session session, Guid[] orders);

    /// <summary>
    /// Keeps the store from being paid for an order while something about it is open; as many causes as there are.
    /// Locks the order's sale. Again with the same cause it changes nothing.
    /// </summary>
    /// <param name="cause">What is open: a return by its id.</param>
    Task KeepBackAsync(Tx tx, Guid order, Guid cause);

    /// <summary>What was open is settled; where nothing else is, the store is paid for the order in its time.</summary>
    Task LetGoAsync(Tx tx, Guid order, Guid cause);

    /// <summary>
    /// Whether a sum by this method is agreed the moment the checkout is placed, because nobody outside has to be
    /// asked: it is then a sale at once.
    /// </summary>
    bool IsAgreed(string method, Money amount) => false;

    /// <summary>
    /// Opens the payments of many checkouts in their placing transaction. What is agreed at once is settled here, with
    /// sale and ledger. All of it is put off (<see cref="Tx.Later"/>).
    /// </summary>
    IReadOnlyList<Opened> Open(Tx tx, IReadOnlyList<Payable> payments);
}
