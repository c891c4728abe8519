using Feria.Contracts;

namespace Feria.Orders;

/// <summary>Tells what letters say of orders, and who bought what in them.</summary>
sealed partial class OrderBook(Database database, Vault vault) : IOrderBook
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
                        line.Title, line.Options, line.Quantity, new Money(line.TotalMinor, row.Currency)))],
                    row.AccountId)
                {
                    Promise = Promised.Read(row.Promise),
                };
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

    public Task<IReadOnlyList<Guid>> OfAccountAsync(Session session, Guid account, Guid? before, int limit) =>
        session.ListAsync<Guid>(OfAccountSql, new { database.Region, account, before, limit });

    public async Task<IReadOnlyDictionary<Guid, string>> NumbersAsync(Session session, Guid[] orders) =>
        orders.Length == 0
            ? new Dictionary<Guid, string>()
            : (await session.ListAsync<(Guid Id, string Number)>(NumbersSql, new { database.Region, orders }))
                .ToDictionary(row => row.Id, row => row.Number);

    public Task<OrderParties?> FindAsync(Session session, Guid order) =>
        session.OneOrNullAsync<OrderParties>(FindSql, new { database.Region, order });

    public async Task<IReadOnlyList<SoldOrder>> SoldAsync(Session session, Guid[] orders) =>
    [
        .. (await session.ListAsync<SoldRow>(SoldSql, new { database.Region, orders }))
            .GroupBy(row => row.Order)
            .Select(rows => new SoldOrder(
                rows.Key, rows.First().Store, rows.First().Currency, rows.First().WasSent,
                [.. rows.Select(row => new SoldUnits(row.Product, row.Quantity, row.TotalMinor))])
            {
                Account = rows.First().Account,
            }),
    ];

    public Task<IReadOnlyList<Guid>> BuyersAsync(Session session, Guid[] orders) =>
        session.ListAsync<Guid>(BuyersSql, new { database.Region, orders });

    public async Task<IReadOnlyList<ParcelForLetter>> ParcelsForLettersAsync(Session session, Guid[] shipments)
    {
        var rows = await session.ListAsync<ParcelRow>(ParcelsSql, new { database.Region, shipments });
        if (rows.Count == 0) return [];
        var lines = (await session.ListAsync<PackedLine>(PackedSql, new
        {
            database.Region,
            shipments = rows.Select(row => row.Id).ToArray(),
            orders = rows.Select(row => row.OrderId).ToArray(),
        })).ToLookup(line => line.Shipment);
        return
        [
            .. rows.Select(row =>
            {
                var buyer = Person.OpenContact(vault, row.ContactSealed);
                return new ParcelForLetter(
                    row.Id, row.OrderId, row.Number,
                    new Contact(buyer.FullName, buyer.Email, row.Locale, Verified: false), row.StoreName,
                    $"{row.Carrier} {row.TrackingNumber}".Trim(),
                    [.. lines[row.Id].Select(line => new LineForLetter(
                        line.Title, line.Options, line.Quantity,
                        new Money(line.PriceMinor * line.Quantity, row.Currency)))],
                    row.AccountId)
                {
                    Promise = Promised.Read(row.Promise),
                };
            }),
        ];
    }

    public Task<IReadOnlyList<Bought>> BoughtAsync(Session session, Guid[] accounts) =>
        session.ListAsync<Bought>(BoughtSql, new { database.Region, accounts });

    public Task<IReadOnlyList<BoughtProduct>> BoughtProductsAsync(Session session, Guid[] accounts) =>
        session.ListAsync<BoughtProduct>(BoughtProductsSql, new { database.Region, accounts });

    sealed record SoldRow(
        Guid Order, Guid Store, Guid? Account, string Currency, bool WasSent, Guid Product, int Quantity,
        long TotalMinor);

    sealed record ParcelRow(
        Guid Id, Guid OrderId, string Number, string Carrier, string TrackingNumber, byte[] ContactSealed,
        string Locale, string StoreName, string Currency, Guid? AccountId, string? Promise);

    sealed record PackedLine(Guid Shipment, string Title, string Options, int Quantity, long PriceMinor);

    sealed record Row(
        Guid Id, string Number, bool IsFirst, byte[] ContactSealed, string Locale, string StoreName, string Method,
        long TotalMinor, long CheckoutMinor, string Currency, Guid? AccountId, string? Promise);

    sealed record Line(Guid OrderId, string Title, string Options, int Quantity, long TotalMinor);

    const string OfBuyerSql = """
        -- orders.order-book.of-buyer
        select id as order, number, store_id as store
        from orders.store_order
        where region = @Region and id = @order and (account_id = @Account or guest = @Guest)
        """;

    const string OfAccountSql = """
        -- orders.order-book.of-account
        select id
        from orders.store_order
        where region = @Region and account_id = @account and (@before::uuid is null or id < @before)
        order by id desc
        limit @limit
        """;

    const string NumbersSql = """
        -- orders.order-book.numbers
        select id, number from orders.store_order where region = @Region and id = any(@orders)
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

    const string SoldSql = """
        -- orders.order-book.sold
        select o.id as order, o.store_id as store, o.account_id as account, o.currency, o.was_sent,
            l.product_id as product, l.quantity, l.total_minor - l.discount_minor as total_minor
        from unnest(@orders::uuid[]) as w(id)
        cross join lateral (
            select id, store_id, account_id, currency, exists (
                select from orders.order_history h
                where h.region = @Region and h.order_id = w.id and h.status in ('shipped', 'delivered')) as was_sent
            from orders.store_order
            where region = @Region and id = w.id
            limit 1) o
        cross join lateral (
            select product_id, quantity, total_minor, discount_minor
            from orders.order_line
            where region = @Region and order_id = w.id) l
        """;

    const string BuyersSql = """
        -- orders.order-book.buyers
        select distinct account_id
        from orders.store_order
        where region = @Region and id = any(@orders) and account_id is not null
        """;

    const string BoughtSql = """
        -- orders.order-book.bought
        select o.account_id as account, o.currency, count(*)::int as orders, sum(o.total_minor)::bigint as spent_minor,
            max(o.placed_at) as last_at
        from orders.store_order o
        where o.region = @Region and o.account_id = any(@accounts)
            and o.status in ('paid', 'preparing', 'shipped', 'delivered')
        group by o.account_id, o.currency
        """;

    const string BoughtProductsSql = """
        -- orders.order-book.bought-products
        select a.id as account, b.product_id as product, max(b.placed_at) as at
        from unnest(@accounts::uuid[]) as a(id)
        cross join lateral (
            select l.product_id, o.placed_at
            from orders.store_order o
            join orders.order_line l on l.region = o.region and l.order_id = o.id
            where o.region = @Region and o.account_id = a.id
                and o.status in ('paid', 'preparing', 'shipped', 'delivered')
            order by o.id desc
            limit 100) b
        group by a.id, b.product_id
        """;

    const string OrdersSql = """
        -- orders.order-book.orders
        select o.id, o.number,
            not exists (
                select from orders.store_order e
                where e.region = o.region and e.checkout_id = o.checkout_id and e.id < o.id) as is_first,
            c.contact_sealed, c.locale, o.store_name, c.method, o.total_minor, c.total_minor as checkout_minor,
            o.currency, o.account_id, o.delivery_promise::text as promise
        from orders.store_order o
        join orders.checkout c on c.region = o.region and c.id = o.checkout_id
        where o.region = @Region and o.id = any(@orders) and (@method::text is null or c.method = @method)
        order by o.id
        """;

    const string ParcelsSql = """
        -- orders.order-book.parcels
        select s.id, s.order_id, o.number, s.carrier, s.tracking_number, c.contact_sealed, c.locale, o.store_name,
            o.currency, o.account_id, o.delivery_promise::text as promise
        from unnest(@shipments::uuid[]) as w(id)
        cross join lateral (
            select id, order_id, carrier, tracking_number
            from orders.shipment
            where region = @Region and id = w.id
            limit 1) s
        cross join lateral (
            select number, store_name, currency, checkout_id, account_id, delivery_promise
            from orders.store_order
            where region = @Region and id = s.order_id
            limit 1) o
        cross join lateral (
            select contact_sealed, locale from orders.checkout where region = @Region and id = o.checkout_id limit 1) c
        order by s.id
        """;

    const string PackedSql = """
        -- orders.order-book.packed
        select s.id as shipment, o.title, o.options, l.quantity, o.price_minor
        from unnest(@shipments::uuid[], @orders::uuid[]) as s(id, order_id)
        cross join lateral (
            select position, quantity from orders.shipment_line
            where region = @Region and shipment_id = s.id
            order by position
            limit 200) l
        cross join lateral (
            select title, options, price_minor from orders.order_line
            where region = @Region and order_id = s.order_id and position = l.position
            limit 1) o
        order by s.id, l.position
        """;

    const string LinesSql = """
        -- orders.order-book.lines
        select order_id, title, options, quantity, total_minor
        from orders.order_line
        where region = @Region and order_id = any(@orders)
        order by order_id, position
        """;
}
