using Feria.Contracts;
using Microsoft.Extensions.Logging;

namespace Feria.Payments;

/// <summary>
/// What the gateway says becomes what the marketplace knows. The buyer's own call, the webhook and the sweeper all end
/// here, in any order and as often as they like: money and sale are one transaction, and each fact takes effect once.
/// </summary>
public sealed class Finaliser(
    Database database, ICheckoutBook checkouts, TimeProvider clock, ILogger<Finaliser> log)
{
    /// <summary>Takes the gateway's state of a payment. A webhook is noted in the same transaction.</summary>
    public async Task<Payment> TakeAsync(Payment payment, GatewayPayment state, GatewayTold? told = null)
    {
        if (state.Reference != payment.Id || state.Amount != payment.Amount)
        {
            // Nothing is sold for another sum than was asked.
            log.LogError("The gateway's {Id} does not match payment {Payment}", state.Id, payment.Id);
            return payment;
        }

        return state.Status switch
        {
            GatewayStatus.Captured or GatewayStatus.DueOnDelivery => await SettleAsync(payment, state, told),
            GatewayStatus.Canceled => await FailAsync(payment, state, told),
            _ => await NoteAsync(payment, state, told),
        };
    }

    async Task<Payment> SettleAsync(Payment payment, GatewayPayment state, GatewayTold? told)
    {
        if (payment.IsSettled) return await HearAsync(payment, told);
        return await SettleFirstAsync(payment, state, told) ?? await HearAsync(await CurrentAsync(payment), told);
    }

    // Null where another was first; then nothing of this is kept.
    async Task<Payment?> SettleFirstAsync(Payment payment, GatewayPayment state, GatewayTold? told)
    {
        await using var tx = await database.WriteAsync();
        if (told is not null && !await Inbox.NoteAsync(tx, told)) return payment;

        // Checkout and stock are locked before the payment.
        var outcome = await checkouts.ConfirmAsync(tx, payment.CheckoutId);
        var locked = (await PaymentLog.LockAsync(tx, payment.CheckoutId))!;
        var isCash = state.Status == GatewayStatus.DueOnDelivery;
        var settled = locked with
        {
            GatewayId = state.Id,
            GatewayVersion = Math.Max(locked.GatewayVersion, state.Version),
            LookAt = null,
            RefundAskedMinor = outcome == Finalised.Lost && !isCash ? locked.AmountMinor : locked.RefundAskedMinor,
        };
        var happening = isCash
            ? outcome == Finalised.Lost
                ? new Happening(Happening.Failed, "lost", Why: "expired")
                : new Happening(Happening.Agreed, state.Id)
            : new Happening(Happening.Captured, state.Id, locked.AmountMinor);
        if (await PaymentLog.SayAsync(tx, settled, happening) is not { } now) return null;

        if (!isCash) await Ledger.WriteAsync(tx, Ledger.Charge(now));
        if (outcome == Finalised.Confirmed)
            await Sale.WriteAsync(tx, [((await checkouts.PayableAsync(tx, now.CheckoutId))!, now)]);
        else if (!isCash) await RefundDesk.ReturnAsync(tx, now);
        if (!isCash) tx.Append(new PaymentCaptured(now.CheckoutId, now.Id, now.AmountMinor, now.Currency));
        await tx.CommitAsync();
        return now;
    }

    async Task<Payment> FailAsync(Payment payment, GatewayPayment state, GatewayTold? told)
    {
        if (payment.IsSettled || (payment.Status == Payment.Failed && payment.NextUrl is null))
            return await HearAsync(payment, told);
        return await GiveUpAsync(payment, state, "canceled", told);
    }

    /// <summary>The payment will not come: the orders go, the stock is for sale again.</summary>
    public async Task<Payment> GiveUpAsync(Payment payment, GatewayPayment? state, string why, GatewayTold? told = null)
    {
        await using var tx = await database.WriteAsync();
        if (told is not null && !await Inbox.NoteAsync(tx, told)) return payment;
        await checkouts.FailAsync(tx, payment.CheckoutId, why);
        var locked = (await PaymentLog.LockAsync(tx, payment.CheckoutId))!;
        if (locked.IsSettled) return locked;

        var now = await PaymentLog.SayAsync(tx, locked with
        {
            GatewayId = state?.Id ?? locked.GatewayId,
            GatewayVersion = Math.Max(locked.GatewayVersion, state?.Version ?? 0),
            NextUrl = null,
            LookAt = Sweeping.NextLook(locked with { Status = Payment.Failed }, clock.GetUtcNow()),
            Looks = locked.Looks + 1,
        }, new Happening(Happening.Failed, "failed", Why: why));
        if (now is null) return locked;

        tx.Append(new PaymentFailed(now.CheckoutId, now.Id, why));
        await tx.CommitAsync();
        return now;
    }

    /// <summary>Still open: where it stands, where the buyer goes on, and when to look again.</summary>
    async Task<Payment> NoteAsync(Payment payment, GatewayPayment state, GatewayTold? told)
    {
        // Our own announcement, heard back: nothing new.
        if (told is not null && state is { Status: GatewayStatus.Open, Version: 1 }) return payment;

        await using var tx = await database.WriteAsync();
        if (told is not null && !await Inbox.NoteAsync(tx, told)) return payment;
        var locked = (await PaymentLog.LockAsync(tx, payment.CheckoutId))!;
        var isOver = locked.IsSettled || (locked.Status == Payment.Failed && locked.NextUrl is null);
        var now = isOver || state.Version <= locked.GatewayVersion
            ? null
            : await PaymentLog.SayAsync(tx, locked with
            {
                GatewayId = state.Id,
                GatewayVersion = state.Version,
                NextUrl = state.Next,
                LookAt = Sweeping.NextLook(locked, clock.GetUtcNow()),
            }, Happened(state));
        await tx.CommitAsync();
        // The gateway's page may have moved since it was written down.
        return isOver || state.Version < locked.GatewayVersion ? locked : (now ?? locked) with { NextUrl = state.Next };
    }

    static Happening Happened(GatewayPayment state) => state switch
    {
        { Status: GatewayStatus.Pending } => new(Happening.Pending, Cause(state)),
        { Why: { } why } => new(Happening.Declined, Cause(state), Why: why),
        _ => new(Happening.ActionNeeded, Cause(state)),
    };

    static string Cause(GatewayPayment state) => $"{state.Id} {state.Version}";

    /// <summary>The buyer's bank took the money back.</summary>
    public async Task DisputeAsync(Payment payment, GatewayTold told)
    {
        await using var tx = await database.WriteAsync();
        if (!await Inbox.NoteAsync(tx, told)) return;
        var locked = (await PaymentLog.LockAsync(tx, payment.CheckoutId))!;
        var happening = new Happening(Happening.Disputed, told.Payment.Id);
        if (locked.CapturedMinor > 0 && await PaymentLog.SayAsync(tx, locked, happening) is { } now)
            await Ledger.WriteAsync(tx, Ledger.Dispute(now));
        await tx.CommitAsync();
    }

    async Task<Payment> HearAsync(Payment payment, GatewayTold? told)
    {
        if (told is null) return payment;
        await using var tx = await database.WriteAsync();
        await Inbox.NoteAsync(tx, told);
        await tx.CommitAsync();
        return payment;
    }

    async Task<Payment> CurrentAsync(Payment payment)
    {
        await using var tx = await database.WriteAsync();
        return (await PaymentLog.FindAsync(tx, tx.Region, payment.CheckoutId))!;
    }
}
