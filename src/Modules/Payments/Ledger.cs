using Feria.Contracts;

namespace Feria.Payments;

/// <summary>One line of a journal: debit positive, credit negative.</summary>
public sealed record Entry(string Account, Guid Owner, long AmountMinor);

/// <summary>A fact in money: its entries sum to nothing.</summary>
public sealed record Journal(string Kind, Guid Payment, Guid? Order, string Currency, IReadOnlyList<Entry> Entries);

/// <summary>
/// The double-entry ledger. The rules here are pure; the database refuses a journal out of balance and any change.
/// </summary>
public static class Ledger
{
    /// <summary>Money the gateway holds for us.</summary>
    public const string Gateway = "gateway";

    /// <summary>Money to be collected at the door.</summary>
    public const string CashDue = "cash_due";

    /// <summary>Captured, but not yet a sale.</summary>
    public const string Held = "held";

    /// <summary>What the platform owes a store.</summary>
    public const string Store = "store";

    /// <summary>The platform's own share.</summary>
    public const string Commission = "commission";

    /// <summary>Owed back to buyers and not yet sent.</summary>
    public const string RefundsDue = "refunds_due";

    /// <summary>Claimed back by buyers through their bank.</summary>
    public const string Disputed = "disputed";

    public static Journal Charge(Payment payment) => new("charge", payment.Id, null, payment.Currency,
        Lines((Gateway, default, payment.AmountMinor), (Held, default, -payment.AmountMinor)));

    /// <summary>An order became a sale: from what is held (or due in cash) to the store, less the commission.</summary>
    public static Journal Sell(Payment payment, PayableOrder order) => new(
        "sale", payment.Id, order.Order, payment.Currency, Lines(
            (payment.Method == PaymentMethod.CashOnDelivery ? CashDue : Held, default, order.Total.Amount),
            (Store, order.Store, order.Commission.Amount - order.Total.Amount),
            (Commission, default, -order.Commission.Amount)));

    /// <summary>Part of a sale is undone: store and platform give back their shares.</summary>
    public static Journal Undo(Payment payment, Sale sale, long amountMinor) => new("refund", payment.Id, sale.OrderId,
        payment.Currency,
        Lines(
            (Store, sale.StoreId, amountMinor - sale.CommissionBack(amountMinor)),
            (Commission, default, sale.CommissionBack(amountMinor)),
            (payment.Method == PaymentMethod.CashOnDelivery ? CashDue : RefundsDue, default, -amountMinor)));

    /// <summary>Money that came too late to be a sale goes back whole.</summary>
    public static Journal Return(Payment payment) => new("refund", payment.Id, null, payment.Currency,
        Lines((Held, default, payment.AmountMinor), (RefundsDue, default, -payment.AmountMinor)));

    public static Journal Send(Payment payment, Guid? order, long amountMinor) => new("refund_sent", payment.Id, order,
        payment.Currency, Lines((RefundsDue, default, amountMinor), (Gateway, default, -amountMinor)));

    public static Journal Dispute(Payment payment) => new("dispute", payment.Id, null, payment.Currency,
        Lines((Disputed, default, payment.AmountMinor), (Gateway, default, -payment.AmountMinor)));

    static IReadOnlyList<Entry> Lines(params (string Account, Guid Owner, long Amount)[] lines) =>
        [.. lines.Where(line => line.Amount != 0).Select(line => new Entry(line.Account, line.Owner, line.Amount))];

    /// <summary>Writes journals, many in one statement; those that move nothing are left out.</summary>
    public static async Task WriteAsync(Tx tx, params IEnumerable<Journal> journals)
    {
        var moving = journals
            .Where(journal => journal.Entries.Count > 0)
            .Select(journal => (Id: Id.New(), journal))
            .ToList();
        if (moving.Count == 0) return;
        var lines = moving
            .SelectMany(one => one.journal.Entries.Select((entry, at) => (one.Id, one.journal, entry, at)))
            .ToList();
        await tx.ExecuteAsync(WriteSql, new
        {
            tx.Region,
            ids = moving.Select(one => one.Id).ToArray(),
            kinds = moving.Select(one => one.journal.Kind).ToArray(),
            payments = moving.Select(one => one.journal.Payment).ToArray(),
            orders = moving.Select(one => one.journal.Order).ToArray(),
            journals = lines.Select(line => line.Id).ToArray(),
            positions = lines.Select(line => (short)line.at).ToArray(),
            accounts = lines.Select(line => line.entry.Account).ToArray(),
            owners = lines.Select(line => line.entry.Owner).ToArray(),
            currencies = lines.Select(line => line.journal.Currency).ToArray(),
            amounts = lines.Select(line => line.entry.AmountMinor).ToArray(),
        });
    }

    const string WriteSql = """
        -- payments.ledger.write
        with line as (
            select * from unnest(@journals::uuid[], @positions::smallint[], @accounts::text[], @owners::uuid[],
                @currencies::text[], @amounts::bigint[])
                as l(journal_id, position, account, owner, currency, amount_minor)),
        account as (
            insert into payments.ledger_account (region, name, owner, currency)
            select distinct @Region, l.account, l.owner, l.currency from line l
            where not exists (
                select from payments.ledger_account a
                where a.region = @Region and a.name = l.account and a.owner = l.owner and a.currency = l.currency)
            order by l.account, l.owner, l.currency
            on conflict do nothing),
        journal as (
            insert into payments.journal (region, id, kind, payment_id, order_id)
            select @Region, j.id, j.kind, j.payment_id, j.order_id
            from unnest(@ids::uuid[], @kinds::text[], @payments::uuid[], @orders::uuid[])
                as j(id, kind, payment_id, order_id))
        insert into payments.entry (region, journal_id, position, account, owner, currency, amount_minor)
        select @Region, l.journal_id, l.position, l.account, l.owner, l.currency, l.amount_minor from line l
        """;
}
