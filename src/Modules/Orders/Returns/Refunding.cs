using Feria.Contracts;

namespace Feria.Orders;

/// <summary>
/// Pays money of an order back and remembers what for. Whoever calls holds the order's checkout, and has touched the
/// stock it touches: Payments locks after that.
/// </summary>
sealed class Refunding(CheckoutBook book, IPayments payments, TimeProvider clock)
{
    /// <summary>Refunds of an order: more are mistakes.</summary>
    internal const int Most = 100;

    /// <summary>Why money goes back, where no return says so.</summary>
    public static readonly IReadOnlyList<string> Reasons = ["goodwill", "price", "damaged", "missing", "other"];

    public const string NotSent = "not_sent";
    public const string OfReturn = "return";

    /// <param name="Units">What it is for, by line; nothing where it is for no unit in particular.</param>
    public sealed record Paid(
        Money Amount, string Reason, string? Note, IReadOnlyDictionary<int, int> Units, Guid? Return = null)
    {
        /// <summary>How many of these units will not be sent any more.</summary>
        public IReadOnlyDictionary<int, int> Unsent { get; init; } = new Dictionary<int, int>();
    }

    /// <summary>An order as it was sold, how it was paid, and where it stands.</summary>
    /// <param name="DeliveryMinor">What the buyer paid for it.</param>
    public sealed record Sold(string Number, string Currency, long DeliveryMinor, string Method, string Status);

    public static Task<Sold> SoldAsync(Session session, string region, Guid order) =>
        session.OneAsync<Sold>(SoldSql, new { Region = region, order });

    /// <summary>What the buyer paid for delivery, promotions taken off, of <c>orders.store_order o</c>.</summary>
    internal const string PaidDelivery = """
        (o.delivery_minor - o.discount_minor + coalesce((
                select sum(l.discount_minor) from orders.order_line l
                where l.region = @Region and l.order_id = o.id), 0))::bigint
        """;

    /// <summary>What of the order's money was not given back; nothing where it is no sale.</summary>
    public async Task<Money> LeftAsync(Session session, Guid order, string currency) =>
        (await payments.SoldForAsync(session, [order])).TryGetValue(order, out var sold)
            ? sold.Left
            : new(0, currency);

    /// <summary>Why not; then the transaction is to be given up.</summary>
    public async Task<Refusal?> PayAsync(Tx tx, HeldOrder order, Sold sold, Paid paid, Guid? actor)
    {
        var before = await tx.OneAsync<int>(CountSql, new { tx.Region, order = order.Id });
        if (before >= Most) return Refusals.TooManyRefunds;
        // At the door it was paid in cash, and so it is given back: nobody tells us when.
        var isByHand = sold.Method == PaymentMethod.CashOnDelivery;
        await tx.ExecuteAsync(PaySql, new
        {
            tx.Region, id = Id.New(), order = order.Id, paid.Return, amountMinor = paid.Amount.Amount, paid.Reason,
            paid.Note, actor, now = Now, sentAt = isByHand || paid.Amount.Amount == 0 ? Now : (DateTime?)null,
            positions = paid.Units.Keys.Select(position => (short)position).ToArray(),
            quantities = paid.Units.Values.ToArray(),
            unsent = paid.Units.Keys.Select(position => paid.Unsent.GetValueOrDefault(position)).ToArray(),
        });
        if (paid.Amount.Amount > 0
            && await payments.RefundAsync(tx, order.Checkout, order.Id, paid.Amount, paid.Reason) is { } refusal)
            return refusal;
        await EndAsync(tx, order.Id);
        return null;
    }

    /// <summary>Money of the order went back, as Payments says: the oldest refund of as much was sent.</summary>
    public async Task SentAsync(Tx tx, Guid order, long amountMinor)
    {
        await tx.ExecuteAsync(SentSql, new { tx.Region, order, amountMinor, now = Now });
        await EndAsync(tx, order);
    }

    // Once nothing of its money is left and all of it is on its way back, an order that was sent is refunded.
    async Task EndAsync(Tx tx, Guid order)
    {
        if (!(await payments.SoldForAsync(tx, [order])).TryGetValue(order, out var sold) || sold.Left.Amount > 0
            || sold.Total.Amount == 0 || await tx.OneAsync<bool>(IsWaitingSql, new { tx.Region, order }))
            return;
        foreach (var moved in await book.MoveAsync(tx, [order], OrderStatus.Refunded, null, null))
            tx.Append(new OrderMoved(moved.Id, moved.Checkout, moved.Store, OrderStatus.Refunded));
    }

    DateTime Now => clock.GetUtcNow().UtcDateTime;

    const string SoldSql = $"""
        -- orders.refunding.sold
        select o.number, o.currency, {PaidDelivery} as delivery_minor, c.method, o.status
        from orders.store_order o
        join orders.checkout c on c.region = o.region and c.id = o.checkout_id
        where o.region = @Region and o.id = @order
        """;

    const string CountSql = """
        -- orders.refunding.count
        select count(*)::int from orders.refund where region = @Region and order_id = @order
        """;

    const string PaySql = """
        -- orders.refunding.pay
        with paid as (
            insert into orders.refund (
                region, id, order_id, return_id, amount_minor, reason, note, actor, at, sent_at)
            values (@Region, @id, @order, @Return, @amountMinor, @Reason, @Note, @actor, @now, @sentAt))
        insert into orders.refund_line (region, refund_id, position, quantity, unsent)
        select @Region, @id, l.position, l.quantity, l.unsent
        from unnest(@positions::smallint[], @quantities::int[], @unsent::int[]) as l(position, quantity, unsent)
        """;

    const string SentSql = """
        -- orders.refunding.sent
        update orders.refund set sent_at = @now
        where region = @Region and id = (
            select id from orders.refund
            where region = @Region and order_id = @order and amount_minor = @amountMinor and sent_at is null
            order by id
            limit 1)
        """;

    const string IsWaitingSql = """
        -- orders.refunding.is-waiting
        select exists (
            select from orders.refund where region = @Region and order_id = @order and sent_at is null)
        """;
}
