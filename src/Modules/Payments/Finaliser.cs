using Feria.Contracts;
using Microsoft.Extensions.Logging;

namespace Feria.Payments;

/// <summary>
/// What the gateway says becomes what the marketplace knows. The buyer's own call, the webhook and the sweeper all end
/// here, in any order and as often as they like: money and sale are one transaction, and each fact takes effect once.
/// </summary>
public sealed class Finaliser
{
    const int AtOnce = 64;

    readonly Database database;
    readonly ICheckoutBook checkouts;
    readonly TimeProvider clock;
    readonly ILogger<Finaliser> log;
    readonly Together<Settling, Payment?> settling;
    readonly Together<Settling, Payment> noting;
    readonly Together<Guid, Payment?> finding;

    public Finaliser(Database database, ICheckoutBook checkouts, TimeProvider clock, ILogger<Finaliser> log)
    {
        (this.database, this.checkouts, this.clock, this.log) = (database, checkouts, clock, log);
        settling = new(AtOnce, SettleAsync);
        noting = new(AtOnce, NoteAsync);
        finding = new(AtOnce, FindAsync);
    }

    /// <summary>The payment of this id, as the primary knows it.</summary>
    internal Task<Payment?> FindAsync(Guid payment) => finding.AskAsync(payment);

    async Task<IReadOnlyList<Payment?>> FindAsync(IReadOnlyList<Guid> payments)
    {
        await using var session = await database.ReadFreshAsync();
        var found = (await PaymentLog.FindAllByIdAsync(session, database.Region, [.. payments.Distinct()]))
            .ToDictionary(payment => payment.Id);
        return [.. payments.Select(found.GetValueOrDefault)];
    }

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
            _ => await noting.AskAsync(new(payment, state, told)),
        };
    }

    async Task<Payment> SettleAsync(Payment payment, GatewayPayment state, GatewayTold? told)
    {
        if (payment.IsSettled) return await HearAsync(payment, told);
        // Where too many wait already the gateway tells again, and the sweeper asks.
        return await settling.AskAsync(new(payment, state, told)) ?? await HearAsync(await CurrentAsync(payment), told);
    }

    // Null where another was first.
    async Task<IReadOnlyList<Payment?>> SettleAsync(IReadOnlyList<Settling> asked)
    {
        // Of one checkout the first who tells of it: the others find it settled.
        var firsts = asked.DistinctBy(one => one.Payment.CheckoutId).ToDictionary(one => one.Payment.CheckoutId);
        await using var tx = await database.WriteAsync();
        var told = firsts.Values.Select(one => one.Told).OfType<GatewayTold>().ToList();
        var news = await Inbox.NoteAllAsync(tx, told);
        var known = told.Where(one => !news.Contains(one.EventId)).ToHashSet();
        var fresh = firsts.Where(one => one.Value.Told is null || !known.Contains(one.Value.Told)).ToDictionary();
        var settled = await SettleFirstsAsync(tx, fresh);
        if (settled.Count < fresh.Count)
        {
            // Somebody settled one since it was read. Its checkout may just have been sold for money that is on its
            // way back: nothing of that may stay.
            if (asked.Count > 1) throw new FaultOfOneException();
            return [null];
        }

        if (news.Count > 0 || settled.Count > 0) await tx.CommitAsync();
        return
        [
            .. asked.Select(one => firsts[one.Payment.CheckoutId] != one ? null
                : one.Told is not null && known.Contains(one.Told) ? one.Payment
                : settled.GetValueOrDefault(one.Payment.CheckoutId)),
        ];
    }

    async Task<IReadOnlyDictionary<Guid, Payment>> SettleFirstsAsync(
        Tx tx, IReadOnlyDictionary<Guid, Settling> byCheckout)
    {
        if (byCheckout.Count == 0) return new Dictionary<Guid, Payment>();
        Guid[] ids = [.. byCheckout.Keys];
        // Checkouts and stock are locked before the payments.
        var outcomes = await checkouts.ConfirmAsync(tx, ids);
        var said = (await PaymentLog.LockAllAsync(tx, ids)).Select(locked =>
            Settled(locked, byCheckout[locked.CheckoutId].State, outcomes[locked.CheckoutId])).ToList();
        var now = await PaymentLog.SayAllAsync(tx, said);

        var captured = now.Where(
            payment => byCheckout[payment.CheckoutId].State.Status != GatewayStatus.DueOnDelivery).ToList();
        Ledger.Write(tx, captured.Select(Ledger.Charge));
        var confirmed = now.Where(payment => outcomes[payment.CheckoutId] == Finalised.Confirmed).ToList();
        var payables = await checkouts.PayablesAsync(tx, [.. confirmed.Select(payment => payment.CheckoutId)]);
        Sale.Write(tx, [.. confirmed.Select(payment => (payables[payment.CheckoutId], payment))]);
        foreach (var payment in captured)
        {
            if (outcomes[payment.CheckoutId] == Finalised.Lost) await RefundDesk.ReturnAsync(tx, payment);
            tx.Append(new PaymentCaptured(payment.CheckoutId, payment.Id, payment.AmountMinor, payment.Currency));
        }

        return now.ToDictionary(payment => payment.CheckoutId);
    }

    static (Payment, Happening) Settled(Payment locked, GatewayPayment state, Finalised outcome)
    {
        var isCash = state.Status == GatewayStatus.DueOnDelivery;
        var settled = locked with
        {
            GatewayId = state.Id,
            GatewayVersion = Math.Max(locked.GatewayVersion, state.Version),
            LookAt = null,
            RefundAskedMinor = outcome == Finalised.Lost && !isCash ? locked.AmountMinor : locked.RefundAskedMinor,
        };
        return (settled, isCash
            ? outcome == Finalised.Lost
                ? new Happening(Happening.Failed, "lost", Why: "expired")
                : new Happening(Happening.Agreed, state.Id)
            : new Happening(Happening.Captured, state.Id, locked.AmountMinor));
    }

    async Task<Payment> FailAsync(Payment payment, GatewayPayment state, GatewayTold? told)
    {
        if (payment.IsOver)
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

    // Still open: where they stand, where their buyers go on, and when to look again. What is told of one payment is
    // taken one after the other.
    async Task<IReadOnlyList<Payment>> NoteAsync(IReadOnlyList<Settling> asked)
    {
        var noted = new Dictionary<Settling, Payment>();
        while (asked.Where(one => !noted.ContainsKey(one)).DistinctBy(one => one.Payment.CheckoutId).ToList()
            is { Count: > 0 } firsts)
            foreach (var (one, payment) in await NoteFirstsAsync(firsts)) noted.Add(one, payment);
        return [.. asked.Select(one => noted[one])];
    }

    async Task<IReadOnlyList<(Settling, Payment)>> NoteFirstsAsync(IReadOnlyList<Settling> asked)
    {
        await using var tx = await database.WriteAsync();
        var news = await Inbox.NoteAllAsync(tx, [.. asked.Select(one => one.Told).OfType<GatewayTold>()]);
        var fresh = asked.Where(one => one.Told is null || news.Contains(one.Told.EventId)).ToList();
        if (fresh.Count == 0) return [.. asked.Select(one => (one, one.Payment))];

        var locked = (await PaymentLog.LockAllAsync(tx, [.. fresh.Select(one => one.Payment.CheckoutId)]))
            .ToDictionary(payment => payment.CheckoutId);
        var said = fresh.Select(one => (one.State, Locked: locked[one.Payment.CheckoutId]))
            .Where(one => !one.Locked.IsOver && one.State.Version > one.Locked.GatewayVersion)
            .Select(one => (After(one.Locked, one.State), Happened(one.State))).ToList();
        var now = (said.Count == 0 ? [] : await PaymentLog.SayAllAsync(tx, said))
            .ToDictionary(payment => payment.CheckoutId);
        await tx.CommitAsync();

        Payment Of(Settling one)
        {
            if (!fresh.Contains(one)) return one.Payment;
            var before = locked[one.Payment.CheckoutId];
            // The gateway's page may have moved since it was written down.
            return before.IsOver || one.State.Version < before.GatewayVersion
                ? before
                : now.GetValueOrDefault(before.CheckoutId, before) with { NextUrl = one.State.Next };
        }

        return [.. asked.Select(one => (one, Of(one)))];
    }

    Payment After(Payment locked, GatewayPayment state) => locked with
    {
        GatewayId = state.Id,
        GatewayVersion = state.Version,
        NextUrl = state.Next,
        LookAt = Sweeping.NextLook(locked, clock.GetUtcNow()),
    };

    static Happening Happened(GatewayPayment state) => state switch
    {
        { Status: GatewayStatus.Pending } => new(Happening.Pending, Cause(state)),
        { Why: { } why } => new(Happening.Declined, Cause(state), Why: why),
        _ => new(Happening.ActionNeeded, Cause(state)),
    };

    static string Cause(GatewayPayment state) => $"{state.Id} {state.Version}";

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

    // Equal to itself alone: two may say the same.
    sealed class Settling(Payment payment, GatewayPayment state, GatewayTold? told)
    {
        public Payment Payment => payment;
        public GatewayPayment State => state;
        public GatewayTold? Told => told;
    }
}
