using Feria.Contracts;

namespace Feria.Orders;

/// <summary>Tells what letters say of orders, and who bought what in them.</summary>
sealed class OrderBook(Database database, Vault vault) : IOrderBook
{
    public async Task<IReadOnlyList<OrderForLetter>> ForLettersAsync(
        Session session, Guid[] orders, string? method = null)
    {
        var rows = await session.ListAsync<Row>(OrdersSql, new { database.Region, orders, method });
        if (rows.Count == 0) return [];
        var lines = (await session.ListAsync<Line>(LinesSql, new { database.Region, orders }))
            .ToLookup(line => line.OrderId);
        return
        [
            .. rows.Select(row =>
            {
                var buyer = Person.OpenContact(vault, row.ContactSealed);
                return new OrderForLetter(
                    row.Id,
                    row.Number,
                    row.IsFirst,
                    new Contact(buyer.FullName, buyer.Email, row.Locale, Verified: false),
                    row.StoreName,
                    row.Method,
                    new Money(row.TotalMinor, row.Currency),
                    new Money(row.CheckoutMinor, row.Currency),
                    [.. lines[row.Id].Select(line => new LineForLetter(
                        line.Title, line.Options, line.Quantity, new Money(line.TotalMinor, row.Currency)))]);
            }),
        ];
    }

    public Task<DeliveredOrder?> DeliveredAsync(Session session, Guid account, Guid product, Guid? order) =>
        session.OneOrNullAsync<DeliveredOrder>(
            DeliveredSql, new
            {
                database.Region, account, product, first = order ?? Guid.Empty, last = order ?? Guid.AllBitsSet,
            });

    public Task<OrderParties?> OfBuyerAsync(Session session, Guid order, Caller caller) =>
        Owner.Of(caller) is { } owner
            ? session.OneOrNullAsync<OrderParties>(
                OfBuyerSql, new { database.Region, order, owner.Account, owner.Guest })
            : Task.FromResult<OrderParties?>(null);

    public Task<OrderParties?> FindAsync(Session session, Guid order) =>
        session.OneOrNullAsync<OrderParties>(FindSql, new { database.Region, order });

    sealed record Row(
        Guid Id, string Number, bool IsFirst, byte[] ContactSealed, string Locale, string StoreName, string Method,
        long TotalMinor, long CheckoutMinor, string Currency);

    sealed record Line(Guid OrderId, string Title, string Options, int Quantity, long TotalMinor);

    const string OfBuyerSql = """
        -- orders.order-book.of-buyer
        select id as order, number, store_id as store
        from orders.store_order
        where region = @Region and id = @order and (account_id = @Account or guest = @Guest)
        """;

    const string FindSql = """
        -- orders.order-book.find
        select id as order, number, store_id as store
        from orders.store_order
        where region = @Region and id = @order
        """;

    const string DeliveredSql = """
        -- orders.order-book.delivered
        select o.id as order, o.store_id as store
        from orders.store_order o
        where o.region = @Region and o.account_id = @account and o.id between @first and @last
            and exists (
                select from orders.order_line l
                where l.region = o.region and l.order_id = o.id and l.product_id = @product)
            and exists (
                select from orders.order_history h
                where h.region = o.region and h.order_id = o.id and h.status = 'delivered')
        order by o.id desc
        limit 1
        """;

    const string OrdersSql = """
        -- orders.order-book.orders
        select o.id, o.number,
            not exists (
                select from orders.store_order e
                where e.region = o.region and e.checkout_id = o.checkout_id and e.id < o.id) as is_first,
            c.contact_sealed, c.locale, o.store_name, c.method, o.total_minor, c.total_minor as checkout_minor,
            o.currency
        from orders.store_order o
        join orders.checkout c on c.region = o.region and c.id = o.checkout_id
        where o.region = @Region and o.id = any(@orders) and (@method::text is null or c.method = @method)
        order by o.id
        """;

    const string LinesSql = """
        -- orders.order-book.lines
        select order_id, title, options, quantity, total_minor
        from orders.order_line
        where region = @Region and order_id = any(@orders)
        order by order_id, position
        """;
}
