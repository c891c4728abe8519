using Feria.Contracts;

namespace Feria.Payments;

/// <summary>
/// Takes what the gateway tells of disputes, in any order and as often as it likes: each step takes effect once, money
/// and orders in one transaction.
/// </summary>
public sealed class DisputeDesk(Database database, TimeProvider clock)
{
    public async Task TakeAsync(Payment payment, GatewayTold told)
    {
        await using var tx = await database.WriteAsync();
        if (!await Inbox.NoteAsync(tx, told)) return;
        var locked = (await PaymentLog.LockAsync(tx, payment.CheckoutId))!;
        var said = told.Dispute!;
        var known = await tx.OneOrNullAsync<Known>(KnownSql, new { tx.Region, locked.Id })
            ?? await OpenAsync(tx, locked, said);
        var status = Dispute.Of(said.Status);
        if (known is not null && Dispute.Rank(status) > Dispute.Rank(known.Status))
            await MoveAsync(tx, locked, known, status);
        await tx.CommitAsync();
    }

    // Null where there is nothing left that a bank could take back.
    async Task<Known?> OpenAsync(Tx tx, Payment payment, GatewayDispute said)
    {
        var amount = payment.CapturedMinor - payment.RefundAskedMinor;
        var happening = new Happening(Happening.Disputed, payment.GatewayId!, amount, said.Reason);
        if (amount <= 0 || await PaymentLog.SayAsync(tx, payment, happening) is null) return null;

        var id = Id.New();
        Ledger.Write(tx, Ledger.Dispute(payment, amount));
        await tx.ExecuteAsync(OpenSql, new
        {
            tx.Region, dispute = id, payment.Id, status = Dispute.NeedsResponse, said.Reason, payment.Currency, amount,
            said.DueBy, now = Now,
        });
        var sales = (await Sale.LockOfPaymentAsync(tx, payment.Id)).Where(sale => sale.LeftMinor > 0).ToList();
        await tx.ExecuteAsync(OrdersSql, new
        {
            tx.Region,
            dispute = id,
            orders = sales.Select(sale => sale.OrderId).ToArray(),
            stores = sales.Select(sale => sale.StoreId).ToArray(),
            amounts = sales.Select(sale => sale.LeftMinor).ToArray(),
        });
        await Sale.KeepBackAsync(tx, [.. sales.Select(sale => sale.OrderId)], id);
        Tell(tx, "opened", id, payment.Currency, sales, said.DueBy);
        return new(id, Dispute.NeedsResponse, amount);
    }

    async Task MoveAsync(Tx tx, Payment payment, Known known, string status)
    {
        var isDecided = Dispute.Rank(status) == 2;
        await tx.ExecuteAsync(
            MoveSql, new { tx.Region, known.Id, status, decidedAt = isDecided ? Now : (DateTime?)null });
        if (!isDecided) return;

        // Read anew: the dispute may have been opened a moment ago, in this transaction.
        var current = (await PaymentLog.FindAsync(tx, tx.Region, payment.CheckoutId))!;
        var kind = status == Dispute.Won ? Happening.DisputeWon : Happening.DisputeLost;
        await PaymentLog.SayAsync(tx, current, new Happening(kind, known.Id.ToString(), known.AmountMinor));
        var sales = await Sale.LockOfPaymentAsync(tx, payment.Id);
        if (status == Dispute.Won) Ledger.Write(tx, Ledger.DisputeWon(payment, known.AmountMinor));
        else await LoseAsync(tx, payment, sales);
        await Sale.LetGoAsync(tx, [.. sales.Select(sale => sale.OrderId)], known.Id);
        Tell(tx, status, known.Id, payment.Currency, [.. sales.Where(sale => sale.LeftMinor > 0)], null);
    }

    // While it was open nothing else went back of the payment, so what is left of its sales is what was disputed.
    static async Task LoseAsync(Tx tx, Payment payment, IReadOnlyList<Sale> sales)
    {
        var left = sales.Where(sale => sale.LeftMinor > 0).ToList();
        Ledger.Write(tx, left.Select(sale => Ledger.Undo(payment, sale, sale.LeftMinor, Ledger.Disputed)));
        foreach (var sale in left) await sale.After(sale.LeftMinor).LessenAsync(tx);
    }

    // Each store of its own orders.
    static void Tell(
        Tx tx, string what, Guid dispute, string currency, IReadOnlyList<Sale> sales, DateTime? dueBy)
    {
        foreach (var store in sales.GroupBy(sale => sale.StoreId))
            TellStore.Later(tx, new(
                "store-dispute-" + what, store.Key,
                new() { ["dueBy"] = dueBy is { } day ? $"{day:yyyy-MM-dd HH:mm} UTC" : "–" },
                new(store.Sum(sale => sale.LeftMinor), currency), $"money/disputes/{dispute}"));
    }

    DateTime Now => clock.GetUtcNow().UtcDateTime;

    sealed record Known(Guid Id, string Status, long AmountMinor);

    const string KnownSql = """
        -- payments.dispute-desk.known
        select id, status, amount_minor
        from payments.dispute
        where region = @Region and payment_id = @Id
        for update
        """;

    const string OpenSql = """
        -- payments.dispute-desk.open
        insert into payments.dispute (region, id, payment_id, status, reason, currency, amount_minor, due_by, opened_at)
        values (@Region, @dispute, @Id, @status, @Reason, @Currency, @amount, @DueBy, @now)
        """;

    const string OrdersSql = """
        -- payments.dispute-desk.orders
        insert into payments.dispute_order (region, dispute_id, order_id, store_id, amount_minor)
        select @Region, @dispute, o.*
        from unnest(@orders::uuid[], @stores::uuid[], @amounts::bigint[]) as o
        """;

    const string MoveSql = """
        -- payments.dispute-desk.move
        update payments.dispute set status = @status, decided_at = @decidedAt where region = @Region and id = @Id
        """;
}
