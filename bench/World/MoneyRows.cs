using Feria.Contracts;
using Feria.Payments;
using Npgsql;

namespace Feria.Bench;

/// <summary>Payments with their logs, sales and the ledger, by the ledger's own rules.</summary>
sealed class MoneyRows(string region, EventRows events)
{
    readonly Rows payments = new("payments.payment",
        "region, id, checkout_id, method, currency, amount_minor, status, gateway_id, captured_minor, opened_at, "
        + "changed_at");

    readonly Rows facts = new("payments.payment_event", "region, payment_id, kind, cause, amount_minor, at");

    readonly Rows sales = new("payments.sale", "region, order_id, payment_id, store_id, total_minor, commission_minor");
    readonly Rows journals = new("payments.journal", "region, id, kind, payment_id, order_id, at");

    readonly Rows entries = new("payments.entry",
        "region, journal_id, position, account, owner, currency, amount_minor");

    public void Add(Purchase bought, Guid[] orders, Chance chance)
    {
        var total = bought.Quote.Total;
        var payment = new Payment
        {
            Id = chance.Id(bought.At),
            CheckoutId = bought.Id,
            Method = bought.Method,
            Currency = total.Currency,
            AmountMinor = total.Amount,
        };
        var gateway = $"past_{payment.Id:N}";
        var settling = bought.IsCash
            ? new Happening(Happening.Agreed, gateway)
            : new Happening(Happening.Captured, gateway, total.Amount);
        payment = payment.After(settling);
        payments.Begin().Value(region).Value(payment.Id).Value(bought.Id).Value(bought.Method).Value(total.Currency)
            .Value(total.Amount).Value(payment.Status).Value(gateway).Value(payment.CapturedMinor).Value(bought.At)
            .Value(bought.Settled);
        Add(payment.Id, new Happening(Happening.Requested, "placed", total.Amount), bought.At);
        Add(payment.Id, settling, bought.Settled);
        if (!bought.IsCash)
        {
            Add(Ledger.Charge(payment), bought.Settled, chance);
            events.Add(chance, bought.Settled,
                new PaymentCaptured(bought.Id, payment.Id, total.Amount, total.Currency));
        }

        for (var i = 0; i < orders.Length; i++) Sell(payment, orders[i], bought.Quote.Parts[i], bought.Settled, chance);
    }

    public async Task SendAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await payments.SendAsync(connection, stop);
        await facts.SendAsync(connection, stop);
        await sales.SendAsync(connection, stop);
        await journals.SendAsync(connection, stop);
        await entries.SendAsync(connection, stop);
    }

    void Sell(Payment payment, Guid order, Orders.QuotePart part, DateTime at, Chance chance)
    {
        sales.Begin().Value(region).Value(order).Value(payment.Id).Value(part.Store.Id).Value(part.Total.Amount)
            .Value(part.Commission.Amount);
        Add(Ledger.Sell(payment, new PayableOrder(order, part.Store.Id, part.Total, part.Commission)), at, chance);
    }

    void Add(Guid payment, Happening what, DateTime at) => facts.Begin()
        .Value(region).Value(payment).Value(what.Kind).Value(what.Cause).Value(what.AmountMinor).Value(at);

    void Add(Journal journal, DateTime at, Chance chance)
    {
        if (journal.Entries.Count == 0) return;
        var id = chance.Id(at);
        journals.Begin().Value(region).Value(id).Value(journal.Kind).Value(journal.Payment).Value(journal.Order)
            .Value(at);
        for (var i = 0; i < journal.Entries.Count; i++)
        {
            var entry = journal.Entries[i];
            entries.Begin().Value(region).Value(id).Value((short)i).Value(entry.Account).Value(entry.Owner)
                .Value(journal.Currency).Value(entry.AmountMinor);
        }
    }
}
