using Feria.Contracts;

namespace Feria.Payments;

/// <summary>
/// Takes in many past payments, by COPY, with their logs folded as if each fact had just been heard and the ledger
/// written by the same rules: for moving in and for seeding.
/// </summary>
public static class LoadPayments
{
    /// <param name="Settled">When the money came or was agreed; null where it never did or is still awaited.</param>
    /// <param name="Failed">When and why it was given up.</param>
    /// <param name="LookAt">When the gateway is asked about it, where it is still awaited.</param>
    public sealed record Past(
        Guid Id, Guid Checkout, string Method, Money Amount, DateTime OpenedAt, DateTime? Settled,
        (DateTime At, string Why)? Failed, DateTime? LookAt, IReadOnlyList<PastSale> Sales);

    /// <param name="Back">When and why all of it was given back; only of captured money.</param>
    public sealed record PastSale(PayableOrder Order, (DateTime At, string Why)? Back)
    {
        /// <summary>From when the store may be paid for it; null where it was not delivered.</summary>
        public DateTime? Due { get; init; }
    }

    /// <summary>All or none, in the caller's transaction.</summary>
    public static async Task RunAsync(Tx tx, IReadOnlyCollection<Past> payments)
    {
        var told = payments.Select(Tell).ToList();
        await Copy.InAsync(tx, PaymentsSql, told, one => PaymentRow(tx.Region, one));
        var facts = told.SelectMany(one => one.Happened.Select(fact => (Payment: one.Payment.Id, fact.What, fact.At)));
        await Copy.InAsync(tx, EventsSql, facts, fact =>
        [
            tx.Region, fact.Payment, fact.What.Kind, fact.What.Cause, fact.What.AmountMinor, fact.What.Why, fact.At,
        ]);
        var sales = told.SelectMany(one =>
            one.Sales.Select(sold => (Payment: one.Payment.Id, sold.Sale, sold.Due)));
        await Copy.InAsync(tx, SalesSql, sales, row =>
        [
            tx.Region, row.Sale.OrderId, row.Payment, row.Sale.StoreId, row.Sale.TotalMinor, row.Sale.CommissionMinor,
            row.Sale.RefundedMinor, row.Sale.CommissionRefundedMinor, row.Sale.TaxMinor, row.Due,
        ]);
        var refunds = told.SelectMany(one => one.Refunds.Select(refund => (Payment: one.Payment.Id, Refund: refund)));
        await Copy.InAsync(tx, RefundsSql, refunds, row =>
        [
            tx.Region, row.Refund.Id, row.Payment, row.Refund.Order, row.Refund.AmountMinor, row.Refund.Why,
            row.Refund.At, row.Refund.At,
        ]);
        await WriteLedgerAsync(tx, [.. told.SelectMany(one => one.Journals)]);
    }

    sealed record Refund(Guid Id, Guid Order, long AmountMinor, string Why, DateTime At);

    sealed class Told(Payment payment)
    {
        public Payment Payment { get; set; } = payment;
        public List<(Happening What, DateTime At)> Happened { get; } = [];
        public List<(Sale Sale, DateTime? Due)> Sales { get; } = [];
        public List<Refund> Refunds { get; } = [];
        public List<(Journal What, DateTime At)> Journals { get; } = [];

        public void Say(Happening what, DateTime at)
        {
            Payment = Payment.After(what);
            Happened.Add((what, at));
        }
    }

    // Pure: what became of one payment, told in order.
    static Told Tell(Past past)
    {
        var gateway = $"past_{past.Id:N}";
        var told = new Told(new Payment
        {
            Id = past.Id,
            CheckoutId = past.Checkout,
            Method = past.Method,
            Currency = past.Amount.Currency,
            AmountMinor = past.Amount.Amount,
            GatewayId = past.Settled is null ? null : gateway,
            LookAt = past.LookAt,
            OpenedAt = past.OpenedAt,
        });
        told.Say(new Happening(Happening.Requested, "placed", past.Amount.Amount), past.OpenedAt);
        if (past.Failed is { } failed) told.Say(new Happening(Happening.Failed, "failed", Why: failed.Why), failed.At);
        if (past.Settled is not { } settled) return told;

        var isCash = past.Method == PaymentMethod.CashOnDelivery;
        told.Say(
            isCash ? new(Happening.Agreed, gateway) : new(Happening.Captured, gateway, past.Amount.Amount), settled);
        if (!isCash) told.Journals.Add((Ledger.Charge(told.Payment), settled));
        foreach (var sale in past.Sales) Sell(told, sale, settled);
        return told;
    }

    static void Sell(Told told, PastSale past, DateTime at)
    {
        var order = past.Order;
        var sale = new Sale(
            order.Order, order.Store, order.Total.Amount, order.Commission.Amount, 0, 0, order.Tax.Amount);
        told.Journals.Add((Ledger.Sell(told.Payment, order), at));
        if (past.Back is { } back)
        {
            var refund = new Refund(Id.New(), order.Order, order.Total.Amount, back.Why, back.At);
            told.Journals.Add((Ledger.Undo(told.Payment, sale, refund.AmountMinor), back.At));
            told.Journals.Add((Ledger.Send(told.Payment, order.Order, refund.AmountMinor), back.At));
            told.Payment = told.Payment with { RefundAskedMinor = told.Payment.RefundAskedMinor + refund.AmountMinor };
            told.Say(new Happening(Happening.Refunded, refund.Id.ToString(), refund.AmountMinor, back.Why), back.At);
            told.Refunds.Add(refund);
            sale = sale.After(refund.AmountMinor);
        }

        told.Sales.Add((sale, past.Due));
    }

    static object?[] PaymentRow(string region, Told told)
    {
        var (payment, changed) = (told.Payment, told.Happened[^1].At);
        return
        [
            region, payment.Id, payment.CheckoutId, payment.Method, payment.Currency, payment.AmountMinor,
            payment.Status, payment.Why, payment.GatewayId, payment.CapturedMinor, payment.RefundAskedMinor,
            payment.RefundedMinor, payment.LookAt, payment.OpenedAt, changed,
        ];
    }

    static async Task WriteLedgerAsync(Tx tx, IReadOnlyList<(Journal What, DateTime At)> journals)
    {
        var moving = journals
            .Where(journal => journal.What.Entries.Count > 0)
            .Select(journal => (Id: Id.New(), journal.What, journal.At))
            .ToList();
        var lines = moving
            .SelectMany(journal => journal.What.Entries.Select((entry, at) =>
                (journal.Id, journal.What.Currency, Entry: entry, At: at)))
            .ToList();
        var accounts = lines.Select(line => (line.Entry.Account, line.Entry.Owner, line.Currency)).Distinct().ToList();
        await tx.ExecuteAsync(AccountsSql, new
        {
            tx.Region,
            names = accounts.Select(account => account.Account).ToArray(),
            owners = accounts.Select(account => account.Owner).ToArray(),
            currencies = accounts.Select(account => account.Currency).ToArray(),
        });
        await Copy.InAsync(tx, JournalsSql, moving, journal =>
            [tx.Region, journal.Id, journal.What.Kind, journal.What.Payment, journal.What.Order, journal.At]);
        await Copy.InAsync(tx, EntriesSql, lines, line =>
        [
            tx.Region, line.Id, (short)line.At, line.Entry.Account, line.Entry.Owner, line.Currency,
            line.Entry.AmountMinor,
        ]);
    }

    const string PaymentsSql = """
        copy payments.payment (region, id, checkout_id, method, currency, amount_minor, status, why, gateway_id,
            captured_minor, refund_asked_minor, refunded_minor, look_at, opened_at, changed_at)
        from stdin (format binary)
        """;

    const string EventsSql = """
        copy payments.payment_event (region, payment_id, kind, cause, amount_minor, why, at) from stdin (format binary)
        """;

    const string SalesSql = """
        copy payments.sale (region, order_id, payment_id, store_id, total_minor, commission_minor, refunded_minor,
            commission_refunded_minor, tax_minor, due_at)
        from stdin (format binary)
        """;

    const string RefundsSql = """
        copy payments.refund (region, id, payment_id, order_id, amount_minor, why, asked_at, done_at)
        from stdin (format binary)
        """;

    const string AccountsSql = """
        -- payments.load-payments.accounts
        insert into payments.ledger_account (region, name, owner, currency)
        select @Region, a.name, a.owner, a.currency
        from unnest(@names::text[], @owners::uuid[], @currencies::text[]) as a(name, owner, currency)
        on conflict do nothing
        """;

    const string JournalsSql =
        "copy payments.journal (region, id, kind, payment_id, order_id, at) from stdin (format binary)";

    const string EntriesSql = """
        copy payments.entry (region, journal_id, position, account, owner, currency, amount_minor)
        from stdin (format binary)
        """;
}
