using Feria.Contracts;

namespace Feria.Orders;

/// <summary>Reads checkouts and orders for who owns them; what belongs to others is not there.</summary>
public sealed class Purchases
{
    const int AtOnce = 64;

    readonly Database database;
    readonly IPayments payments;
    readonly Vault vault;
    readonly ReadTogether<(Owner Owner, Guid Id), Checkout?> together;

    public Purchases(Database database, IPayments payments, Vault vault)
    {
        (this.database, this.payments, this.vault) = (database, payments, vault);
        together = new(database, AtOnce, CheckoutsAsync);
    }

    /// <summary>The owner's checkout, read together with those that others ask for now.</summary>
    public Task<Checkout?> CheckoutAsync(Owner owner, Guid id, CancellationToken stop) =>
        together.AskAsync((owner, id), stop);

    /// <summary>The same, as the primary has it this instant.</summary>
    public Task<Checkout?> FreshCheckoutAsync(Owner owner, Guid id) => together.AskFreshAsync((owner, id));

    public async Task<Checkout?> CheckoutAsync(Session session, Owner owner, Guid id) =>
        (await CheckoutsAsync(session, [(owner, id)]))[0];

    async Task<IReadOnlyList<Checkout?>> CheckoutsAsync(Session session, IReadOnlyList<(Owner Owner, Guid Id)> asked)
    {
        var rows = (await RowsAsync(session, [.. asked.Select(one => one.Id).Distinct()])).ToDictionary(row => row.Id);
        CheckoutRow? RowOf((Owner Owner, Guid Id) one) =>
            rows.GetValueOrDefault(one.Id) is { } row && row.IsOf(one.Owner) ? row : null;
        var whole = await WholeAsync(session, [.. asked.Select(RowOf).OfType<CheckoutRow>().Distinct()]);
        return [.. asked.Select(one => RowOf(one) is { } row ? whole[row.Id] : null)];
    }

    Task<IReadOnlyList<CheckoutRow>> RowsAsync(Session session, Guid[] ids) =>
        session.ListAsync<CheckoutRow>(CheckoutsSql, new { database.Region, ids });

    async Task<Dictionary<Guid, Checkout>> WholeAsync(Session session, IReadOnlyList<CheckoutRow> rows)
    {
        Guid[] ids = [.. rows.Select(row => row.Id)];
        if (ids.Length == 0) return [];
        var orders = (await WholeAsync(
            session, await session.ListAsync<OrderRow>(OrdersOfCheckoutsSql, new { database.Region, ids })))
            .ToLookup(order => order.Checkout);
        var states = await payments.StatesAsync(session, ids);
        return rows.ToDictionary(
            row => row.Id, row => Whole(row, orders[row.Id], states.GetValueOrDefault(row.Id)));
    }

    /// <summary>The purchase an order is of and who bought it, for the platform.</summary>
    /// <returns>Null where there is no such order; the account is null for a guest.</returns>
    public async Task<(Checkout Checkout, Guid? Account)?> OfAnybodyAsync(Session session, Guid order)
    {
        if (await session.OneOrNullAsync<Guid?>(CheckoutOfSql, new { database.Region, order }) is not { } id)
            return null;
        var row = (await RowsAsync(session, [id])).Single();
        return ((await WholeAsync(session, [row]))[id], row.Account);
    }

    Checkout Whole(CheckoutRow row, IEnumerable<Order> orders, PaymentState? state) => new(
        row.Id, row.Number, row.Status, row.Why, new(row.TotalMinor, row.Currency), row.PlacedAt, row.ExpiresAt,
        PaymentShown.Of(row.Method, state),
        Person.OpenContact(vault, row.ContactSealed),
        Person.OpenAddress(vault, row.AddressSealed),
        [.. orders]);

    public async Task<Order?> OrderAsync(Session session, Owner owner, Guid id)
    {
        var row = await session.OneOrNullAsync<OrderRow>(
            OrderSql, new { database.Region, id, owner.Account, owner.Guest });
        return row is null ? null : (await WholeAsync(session, [row])).Single();
    }

    /// <summary>The owner's orders, newest first, from after the given one.</summary>
    public async Task<IReadOnlyList<Order>> OrdersAsync(Session session, Owner owner, Guid before, int limit) =>
        await WholeAsync(session, await session.ListAsync<OrderRow>(
            owner.Account is null ? OrdersOfGuestSql : OrdersOfAccountSql,
            new { database.Region, owner.Account, owner.Guest, before, limit }));

    /// <summary>
    /// The checkout a mark was used for, where there is one: a repeated call finds its own work by it.
    /// </summary>
    public Task<Guid?> OfMarkAsync(Session session, Guid mark) =>
        session.OneOrNullAsync<Guid?>(OfMarkSql, new { database.Region, mark });

    async Task<IReadOnlyList<Order>> WholeAsync(Session session, IReadOnlyList<OrderRow> rows)
    {
        if (rows.Count == 0) return [];
        var args = new { database.Region, orders = rows.Select(row => row.Id).ToArray() };
        var lines = (await session.ListAsync<LineRow>(LinesSql, args)).ToLookup(line => line.Order);
        var steps = (await session.ListAsync<StepRow>(StepsSql, args)).ToLookup(step => step.Order);
        // What waits for its money, and is looked at again and again meanwhile, was not sent.
        var parcels = await Parcels.OfAsync(session, database.Region,
            [.. rows.Where(row => row.Status != OrderStatus.Placed).Select(row => row.Id)]);
        var discounts = await OrderDiscounts.OfAsync(
            session, database.Region, [.. rows.Where(row => row.DiscountMinor > 0).Select(row => row.Id)]);
        return [.. rows.Select(row => row.Whole(
            lines[row.Id], steps[row.Id], [.. parcels[row.Id]], discounts[row.Id]))];
    }

    sealed record CheckoutRow(
        Guid Id, Guid? Account, byte[]? Guest, string Number, string Status, string? Why, string Method,
        string Currency, long TotalMinor, byte[] ContactSealed, byte[] AddressSealed, DateTime PlacedAt,
        DateTime? ExpiresAt)
    {
        public bool IsOf(Owner owner) =>
            Account is not null && Account == owner.Account
            || Guest is not null && owner.Guest is not null && Guest.AsSpan().SequenceEqual(owner.Guest);
    }

    sealed record OrderRow(
        Guid Id, Guid Checkout, string Number, string Status, Guid Store, string StoreName, string StoreSlug,
        string Currency, long ItemsMinor, long DeliveryMinor, long TotalMinor, long DiscountMinor, DateTime PlacedAt,
        string? Promise)
    {
        public Order Whole(
            IEnumerable<LineRow> lines, IEnumerable<StepRow> steps, IReadOnlyList<Shipment> parcels,
            IEnumerable<OrderDiscounts.Row> discounts) => new(
            Id, Checkout, Number, Status, new StoreName(Store, StoreName, StoreSlug),
            new(ItemsMinor, Currency), new(DeliveryMinor, Currency), new(TotalMinor, Currency),
            OrderStatus.MayMove(Status, OrderStatus.Cancelled)
                && parcels.All(parcel => parcel.Status == ShipmentStatus.Returned),
            PlacedAt,
            [.. lines.Select(line => line.Shown(Currency))],
            [.. steps.Select(step => new OrderStep(step.Status, step.Why, step.At))],
            parcels)
        {
            Discounts = [.. discounts.Select(one => one.Shown(Currency))],
            Promise = Promised.Read(Promise),
        };
    }

    sealed record LineRow(
        Guid Order, Guid Offer, Guid Product, Guid Variant, string Sku, string Title, string Slug, string Options,
        string? Picture, int Quantity, long PriceMinor, long TotalMinor, long DiscountMinor)
    {
        public OrderLine Shown(string currency) => new(
            Offer, Product, Variant, Sku, Title, Slug, Options, Picture, Quantity,
            new(PriceMinor, currency), new(TotalMinor, currency))
        {
            Discount = new(DiscountMinor, currency),
        };
    }

    sealed record StepRow(Guid Order, string Status, string? Why, DateTime At);

    const string CheckoutsSql = """
        -- orders.purchases.checkouts
        select id, account_id as account, guest, number, status, why, method, currency, total_minor, contact_sealed,
            address_sealed, placed_at, expires_at
        from orders.checkout
        where region = @Region and id = any(@ids)
        """;

    const string OrdersOfCheckoutsSql = """
        -- orders.purchases.orders-of-checkouts
        select id, checkout_id as checkout, number, status, store_id as store, store_name, store_slug, currency,
            items_minor, delivery_minor, total_minor, discount_minor, placed_at,
            delivery_promise::text as promise
        from orders.store_order
        where region = @Region and checkout_id = any(@ids)
        order by checkout_id, number
        """;

    const string OrderSql = """
        -- orders.purchases.order
        select id, checkout_id as checkout, number, status, store_id as store, store_name, store_slug, currency,
            items_minor, delivery_minor, total_minor, discount_minor, placed_at,
            delivery_promise::text as promise
        from orders.store_order
        where region = @Region and id = @id and (account_id = @Account or guest = @Guest)
        """;

    const string OrdersOfAccountSql = """
        -- orders.purchases.orders-of-account
        select id, checkout_id as checkout, number, status, store_id as store, store_name, store_slug, currency,
            items_minor, delivery_minor, total_minor, discount_minor, placed_at,
            delivery_promise::text as promise
        from orders.store_order
        where region = @Region and account_id = @Account and id < @before
        order by id desc
        limit @limit
        """;

    const string OrdersOfGuestSql = """
        -- orders.purchases.orders-of-guest
        select id, checkout_id as checkout, number, status, store_id as store, store_name, store_slug, currency,
            items_minor, delivery_minor, total_minor, discount_minor, placed_at,
            delivery_promise::text as promise
        from orders.store_order
        where region = @Region and guest = @Guest and id < @before
        order by id desc
        limit @limit
        """;

    const string LinesSql = """
        -- orders.purchases.lines
        select order_id as order, offer_id as offer, product_id as product, variant_id as variant, sku, title, slug,
            options, picture, quantity, price_minor, total_minor, discount_minor
        from orders.order_line
        where region = @Region and order_id = any(@orders)
        order by order_id, position
        """;

    const string StepsSql = """
        -- orders.purchases.steps
        select order_id as order, status, why, at
        from orders.order_history
        where region = @Region and order_id = any(@orders)
        order by order_id, id
        """;

    const string CheckoutOfSql = """
        -- orders.purchases.checkout-of
        select checkout_id from orders.store_order where region = @Region and id = @order
        """;

    const string OfMarkSql = """
        -- orders.purchases.of-mark
        select id from orders.checkout where region = @Region and mark = @mark
        """;
}
