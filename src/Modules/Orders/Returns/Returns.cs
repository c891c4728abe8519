using Feria.Contracts;

namespace Feria.Orders;

/// <summary>Reads returns and refunds, for whoever was let in to them.</summary>
public sealed class Returns(Database database, Vault vault, SettingBook settings, TimeProvider clock)
{
    /// <summary>A return of a store's, of a caller's, or anybody's.</summary>
    public async Task<Return?> OneAsync(Session session, Guid id, Guid? store = null, Owner? owner = null)
    {
        var row = await session.OneOrNullAsync<Row>(
            OneSql, new { database.Region, id, store, owner?.Account, owner?.Guest, isAnyone = owner is null });
        if (row is null) return null;
        var args = new { database.Region, id, row.Order };
        var lines = await session.ListAsync<ReturnLine>(LinesSql, args);
        var steps = await session.ListAsync<StepRow>(StepsSql, args);
        var worth = row.WorthMinor ?? ReturnUnits.WorthMinor(
            await UnitsAsync(session, row.Order), lines.ToDictionary(line => line.Line, line => line.Quantity),
            ReturnKind.IsOfStore(row.Reason) ? row.DeliveryMinor : 0);
        return new(
            row.Id, row.Number, row.Order, row.OrderNumber, new(row.Store, row.StoreName, row.StoreSlug),
            Person.OpenContact(vault, row.ContactSealed).FullName, row.Kind, row.Reason, row.Status, row.Payer,
            row.Carrier, row.TrackingNumber, row.TrackingUrl, row.Pictures, new(worth, row.Currency),
            new(row.RefundedMinor, row.Currency), row.ReceivedAt, row.DueAt, row.AskedAt, lines,
            [
                .. steps.Select(step => new ReturnStep(
                    step.Status, step.Side, Returning.Open(vault, step.WordsSealed), step.At)),
            ]);
    }

    internal Task<IReadOnlyList<ReturnUnits>> UnitsAsync(Session session, Guid order) =>
        ReturnUnits.OfAsync(
            session, database.Region, order, new(settings.Of(OrderSettings.ReturnDays)), clock.GetUtcNow().UtcDateTime);

    /// <summary>What of an order can be sent back or claimed, what was, and what of its money came back.</summary>
    public async Task<GetOrderReturns.Answer> OfBuyerAsync(Session session, Guid order) => new(
        [
            .. (await UnitsAsync(session, order)).Select(line => new GetOrderReturns.Line(
                line.Position, line.Offer, line.Quantity, line.Returnable, line.Missable)),
        ],
        await OfOrderAsync(session, order), await RefundsAsync(session, order),
        (await Refunding.SoldAsync(session, database.Region, order)).Method == PaymentMethod.CashOnDelivery,
        settings.Of(OrderSettings.ReturnDays));

    /// <summary>Newest first.</summary>
    public Task<IReadOnlyList<ReturnOfOrder>> OfOrderAsync(Session session, Guid order) =>
        session.ListAsync<ReturnOfOrder>(OfOrderSql, new { database.Region, order, Returning.Most });

    /// <summary>What was given back of an order's money, oldest first.</summary>
    public async Task<IReadOnlyList<Refund>> RefundsAsync(Session session, Guid order) =>
    [
        .. (await session.ListAsync<RefundRow>(RefundsSql, new { database.Region, order, Refunding.Most }))
            .Select(row => new Refund(
                row.Id, new(row.AmountMinor, row.Currency), row.Reason, row.Note, row.Return, row.At, row.SentAt)),
    ];

    sealed record Row(
        Guid Id, string Number, Guid Order, string OrderNumber, Guid Store, string StoreName, string StoreSlug,
        byte[] ContactSealed, string Currency, long DeliveryMinor, string Kind, string Reason, string Status,
        string? Payer, string Carrier, string TrackingNumber, string? TrackingUrl, string[] Pictures,
        long? WorthMinor, long RefundedMinor, DateTime? ReceivedAt, DateTime? DueAt, DateTime AskedAt);

    sealed record StepRow(string Status, string Side, byte[]? WordsSealed, DateTime At);

    sealed record RefundRow(
        Guid Id, long AmountMinor, string Currency, string Reason, string? Note, Guid? Return, DateTime At,
        DateTime? SentAt);

    const string OneSql = $"""
        -- orders.returns.one
        select r.id, r.number, r.order_id as order, o.number as order_number, o.store_id as store, o.store_name,
            o.store_slug, c.contact_sealed, o.currency, {Refunding.PaidDelivery} as delivery_minor, r.kind,
            r.reason, r.status, r.payer, r.carrier, r.tracking_number, r.tracking_url, r.pictures, r.worth_minor, (
                select coalesce(sum(f.amount_minor), 0)::bigint from orders.refund f
                where f.region = @Region and f.order_id = r.order_id and f.return_id = r.id) as refunded_minor,
            r.received_at, r.due_at, r.asked_at
        from orders.return r
        join orders.store_order o on o.region = r.region and o.id = r.order_id
        join orders.checkout c on c.region = o.region and c.id = o.checkout_id
        where r.region = @Region and r.id = @id and (@store::uuid is null or r.store_id = @store)
            and (@isAnyone or o.account_id = @Account or o.guest = @Guest)
        """;

    const string LinesSql = """
        -- orders.returns.lines
        select l.position::int as line, o.offer_id as offer, o.sku, o.title, o.options, o.picture, l.quantity
        from orders.return_line l
        cross join lateral (
            select offer_id, sku, title, options, picture from orders.order_line
            where region = @Region and order_id = @Order and position = l.position
            limit 1) o
        where l.region = @Region and l.return_id = @id
        order by l.position
        """;

    const string StepsSql = """
        -- orders.returns.steps
        select status, side, words_sealed, at
        from orders.return_history
        where region = @Region and return_id = @id
        order by id
        limit 100
        """;

    const string OfOrderSql = """
        -- orders.returns.of-order
        select id, number, kind, reason, status, asked_at
        from orders.return
        where region = @Region and order_id = @order
        order by id desc
        limit @Most
        """;

    const string RefundsSql = """
        -- orders.returns.refunds
        select f.id, f.amount_minor, o.currency, f.reason, f.note, f.return_id as return, f.at, f.sent_at
        from orders.refund f
        join orders.store_order o on o.region = f.region and o.id = f.order_id
        where f.region = @Region and f.order_id = @order and f.amount_minor > 0
        order by f.id
        limit @Most
        """;
}
