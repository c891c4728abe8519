using Feria.Contracts;

namespace Feria.Payments;

/// <summary>One line of a journal: debit positive, credit negative.</summary>
public sealed record Entry(string Account, Guid Owner, long AmountMinor);

/// <summary>A fact in money: its entries sum to nothing.</summary>
public sealed record Journal(
    string Kind, Guid? Payment, Guid? Order, string Currency, IReadOnlyList<Entry> Entries, Guid? Payout = null);

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

    /// <summary>A store's share of what was sold, held until the order is delivered and settled.</summary>
    public const string Store = "store";

    /// <summary>What the platform owes a store now, or the store the platform.</summary>
    public const string Payable = "payable";

    /// <summary>On its way to a store.</summary>
    public const string PayoutsDue = "payouts_due";

    /// <summary>Money in the platform's bank account.</summary>
    public const string Bank = "bank";

    /// <summary>The platform's own share.</summary>
    public const string Commission = "commission";

    /// <summary>Tax on the platform's share, owed to whoever collects it.</summary>
    public const string FeeTax = "fee_tax";

    /// <summary>What discounts cost the platform that it bears itself.</summary>
    public const string Promotions = "promotions";

    /// <summary>Owed back to buyers and not yet sent.</summary>
    public const string RefundsDue = "refunds_due";

    /// <summary>Claimed back by buyers through their bank.</summary>
    public const string Disputed = "disputed";

    public static Journal Charge(Payment payment) => new("charge", payment.Id, null, payment.Currency,
        Lines((Gateway, default, payment.AmountMinor), (Held, default, -payment.AmountMinor)));

    /// <summary>
    /// An order became a sale: from what is held (or due in cash), and what the platform adds, to the store, less the
    /// commission.
    /// </summary>
    public static Journal Sell(Payment payment, PayableOrder order) => new(
        "sale", payment.Id, order.Order, payment.Currency, Lines(
            (payment.Method == PaymentMethod.CashOnDelivery ? CashDue : Held, default, order.Total.Amount),
            (Promotions, default, order.Subsidy.Amount),
            (Store, order.Store, order.Commission.Amount - order.Total.Amount - order.Subsidy.Amount),
            (Commission, default, order.Tax.Amount - order.Commission.Amount),
            (FeeTax, default, -order.Tax.Amount)));

    /// <summary>
    /// Part of a sale is undone: store and platform give back their shares. Where the store has been paid the money at
    /// the door, it gives that back itself.
    /// </summary>
    /// <param name="to">Where the buyer's money goes; by default it is to be sent back.</param>
    public static Journal Undo(Payment payment, Sale sale, long amountMinor, string? to = null)
    {
        var isCash = payment.Method == PaymentMethod.CashOnDelivery;
        var (fees, tax) = (sale.CommissionBack(amountMinor), sale.TaxBack(amountMinor));
        var subsidy = sale.SubsidyBack(amountMinor);
        return new(to == Disputed ? "dispute_lost" : "refund", payment.Id, sale.OrderId, payment.Currency, Lines(
            isCash && sale.IsReleased
                ? (Payable, sale.StoreId, subsidy - fees)
                : (sale.IsReleased ? Payable : Store, sale.StoreId, amountMinor + subsidy - fees),
            (Promotions, default, -subsidy),
            (Commission, default, fees - tax),
            (FeeTax, default, tax),
            (to ?? (isCash ? CashDue : RefundsDue), default, isCash && sale.IsReleased ? 0 : -amountMinor)));
    }

    /// <summary>
    /// A sale's money is the store's: what is left of its share becomes payable. What was paid at the door is in the
    /// store's hands already, so that it owes the platform's share.
    /// </summary>
    public static Journal Release(string method, Guid payment, string currency, Sale sale)
    {
        var collected = method == PaymentMethod.CashOnDelivery ? sale.LeftMinor : 0;
        return new("release", payment, sale.OrderId, currency, Lines(
            (Store, sale.StoreId, sale.StoreMinor),
            (Payable, sale.StoreId, collected - sale.StoreMinor),
            (CashDue, default, -collected)));
    }

    /// <summary>Money that came too late to be a sale goes back whole.</summary>
    public static Journal Return(Payment payment) => new("refund", payment.Id, null, payment.Currency,
        Lines((Held, default, payment.AmountMinor), (RefundsDue, default, -payment.AmountMinor)));

    public static Journal Send(Payment payment, Guid? order, long amountMinor) => new("refund_sent", payment.Id, order,
        payment.Currency, Lines((RefundsDue, default, amountMinor), (Gateway, default, -amountMinor)));

    /// <summary>The buyer's bank takes money back, until it is decided.</summary>
    public static Journal Dispute(Payment payment, long amountMinor) => new("dispute", payment.Id, null,
        payment.Currency, Lines((Disputed, default, amountMinor), (Gateway, default, -amountMinor)));

    /// <summary>It was decided for the store: the money is back.</summary>
    public static Journal DisputeWon(Payment payment, long amountMinor) => new("dispute_won", payment.Id, null,
        payment.Currency, Lines((Gateway, default, amountMinor), (Disputed, default, -amountMinor)));

    /// <summary>Money a store is owed goes on its way.</summary>
    public static Journal PayOut(Guid payout, Guid store, Money amount) => new("payout", null, null, amount.Currency,
        Lines((Payable, store, amount.Amount), (PayoutsDue, store, -amount.Amount)), payout);

    public static Journal PayoutPaid(Guid payout, Guid store, Money amount) => new("payout_paid", null, null,
        amount.Currency, Lines((PayoutsDue, store, amount.Amount), (Bank, default, -amount.Amount)), payout);

    /// <summary>The store's bank did not take it: it is owed again.</summary>
    public static Journal PayoutFailed(Guid payout, Guid store, Money amount) => new("payout_failed", null, null,
        amount.Currency, Lines((PayoutsDue, store, amount.Amount), (Payable, store, -amount.Amount)), payout);

    /// <summary>The gateway paid the platform what it held for it.</summary>
    public static Journal Settle(Money amount) => new("settlement", null, null, amount.Currency,
        Lines((Bank, default, amount.Amount), (Gateway, default, -amount.Amount)));

    static IReadOnlyList<Entry> Lines(params (string Account, Guid Owner, long Amount)[] lines) =>
        [.. lines.Where(line => line.Amount != 0).Select(line => new Entry(line.Account, line.Owner, line.Amount))];

    /// <summary>Writes journals, many in one statement that is put off; those that move nothing are left out.</summary>
    public static void Write(Tx tx, params IEnumerable<Journal> journals)
    {
        var moving = journals
            .Where(journal => journal.Entries.Count > 0)
            .Select(journal => (Id: Id.New(), journal))
            .ToList();
        if (moving.Count == 0) return;
        var lines = moving
            .SelectMany(one => one.journal.Entries.Select((entry, at) => (one.Id, one.journal, entry, at)))
            .ToList();
        tx.Later(WriteSql, new
        {
            tx.Region,
            ids = moving.Select(one => one.Id).ToArray(),
            kinds = moving.Select(one => one.journal.Kind).ToArray(),
            payments = moving.Select(one => one.journal.Payment).ToArray(),
            orders = moving.Select(one => one.journal.Order).ToArray(),
            payouts = moving.Select(one => one.journal.Payout).ToArray(),
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
            insert into payments.journal (region, id, kind, payment_id, order_id, payout_id)
            select @Region, j.id, j.kind, j.payment_id, j.order_id, j.payout_id
            from unnest(@ids::uuid[], @kinds::text[], @payments::uuid[], @orders::uuid[], @payouts::uuid[])
                as j(id, kind, payment_id, order_id, payout_id))
        insert into payments.entry (region, journal_id, position, account, owner, currency, amount_minor)
        select @Region, l.journal_id, l.position, l.account, l.owner, l.currency, l.amount_minor from line l
        """;
}
