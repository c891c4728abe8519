using Feria.Contracts;

namespace Feria.Orders;

/// <summary>
/// Takes in many past checkouts with their orders and histories, by COPY: for moving in and for seeding. Says nothing:
/// what happened before is no news.
/// </summary>
public static class LoadCheckouts
{
    /// <param name="ExpiresAt">Until when its money was awaited, in UTC as all instants; null where none was.</param>
    public sealed record Past(
        Guid Id, Guid? Account, Recipient Recipient, PostalAddress Address, string Method, string Status, string? Why,
        DateTime PlacedAt, DateTime? ExpiresAt, DateTime? SettledAt, IReadOnlyList<PastOrder> Orders);

    /// <param name="Part">What it sold for.</param>
    /// <param name="History">Oldest first; the last is where it stands.</param>
    /// <param name="By">Who carried it; null where nobody knows.</param>
    public sealed record PastOrder(Guid Id, QuotePart Part, IReadOnlyList<Stood> History, Tracking? By = null);

    public sealed record Stood(string Status, DateTime At, string? Why);

    /// <summary>All or none, in the caller's transaction.</summary>
    public static async Task RunAsync(Tx tx, Vault vault, IReadOnlyCollection<Past> checkouts)
    {
        var counters = await tx.ListAsync<long>(NumbersSql, new { checkouts.Count });
        var numbered = checkouts.Zip(counters, (past, counter) => (Past: past, Number: Number.Of(counter))).ToList();
        await Copy.InAsync(tx, CheckoutsSql, numbered, one => CheckoutRow(tx.Region, vault, one.Past, one.Number));

        var orders = numbered
            .SelectMany(one => one.Past.Orders.Select((order, i) =>
                (one.Past, Order: order, Number: Number.Of(one.Number, i + 1))))
            .ToList();
        await Copy.InAsync(tx, OrdersSql, orders, one => OrderRow(tx.Region, one.Past, one.Order, one.Number));
        await Copy.InAsync(tx, LinesSql,
            orders.SelectMany(one => one.Order.Part.Lines.Select((line, i) =>
                (Order: one.Order.Id, At: i, Line: line))),
            row => LineRow(tx.Region, row.Order, row.At, row.Line));
        await Copy.InAsync(tx, HistorySql,
            orders.SelectMany(one => one.Order.History.Select(stood => (Order: one.Order.Id, Stood: stood))),
            row => [tx.Region, row.Order, Id.New(), row.Stood.Status, row.Stood.Why, row.Stood.At]);
        await LoadShipments.RunAsync(tx, orders.Select(one => one.Order));
    }

    /// <summary>Which of these checkouts were taken in before.</summary>
    public static async Task<IReadOnlySet<Guid>> KnownAsync(Tx tx, IEnumerable<Guid> checkouts) =>
        (await tx.ListAsync<Guid>(KnownSql, new { tx.Region, checkouts = checkouts.ToArray() })).ToHashSet();

    static object?[] CheckoutRow(string region, Vault vault, Past past, string number) =>
    [
        region, past.Id, number, past.Account, past.Status, past.Why, past.Method, past.Orders[0].Part.Total.Currency,
        past.Orders.Sum(order => order.Part.Total.Amount), past.Recipient.Locale, Person.Seal(vault, past.Recipient),
        Person.Index(vault, past.Recipient.Email), Person.Seal(vault, past.Address), past.Address.Country,
        Person.RegionCode(past.Address), Person.PostalZone(past.Address), past.ExpiresAt, past.PlacedAt, past.SettledAt,
    ];

    static object?[] OrderRow(string region, Past past, PastOrder order, string number) =>
    [
        region, order.Id, past.Id, number, past.Account, order.Part.Store.Id, order.Part.Store.Name,
        order.Part.Store.Slug, order.History[^1].Status, order.Part.Total.Currency, order.Part.Items.Amount,
        order.Part.Delivery.Amount, order.Part.Total.Amount, order.Part.Store.CommissionBasisPoints,
            order.Part.Commission.Amount, past.PlacedAt,
        order.History[^1].At,
    ];

    static object?[] LineRow(string region, Guid order, int position, QuoteLine line) =>
    [
        region, order, (short)position, line.Offer.Offer, line.Offer.Product, line.Offer.Variant, line.Offer.Sku,
        line.Offer.Title, line.Offer.Slug, line.Offer.Options, line.Offer.Picture, line.Quantity, line.Price.Amount,
        line.Total.Amount,
    ];

    const string KnownSql = """
        -- orders.load-checkouts.known
        select c.id
        from unnest(@checkouts::uuid[]) as w(id)
        cross join lateral (
            select id from orders.checkout where region = @Region and checkout.id = w.id limit 1) c
        """;

    const string NumbersSql = """
        -- orders.load-checkouts.numbers
        select nextval('orders.checkout_number') from generate_series(1, @Count)
        """;

    const string CheckoutsSql = """
        copy orders.checkout (region, id, number, account_id, status, why, method, currency, total_minor, locale,
            contact_sealed, contact_index, address_sealed, country, region_code, postal_zone, expires_at, placed_at,
            settled_at)
        from stdin (format binary)
        """;

    const string OrdersSql = """
        copy orders.store_order (region, id, checkout_id, number, account_id, store_id, store_name, store_slug, status,
            currency, items_minor, delivery_minor, total_minor, commission_basis_points, commission_minor, placed_at,
            changed_at)
        from stdin (format binary)
        """;

    const string LinesSql = """
        copy orders.order_line (region, order_id, position, offer_id, product_id, variant_id, sku, title, slug, options,
            picture, quantity, price_minor, total_minor)
        from stdin (format binary)
        """;

    const string HistorySql =
        "copy orders.order_history (region, order_id, id, status, why, at) from stdin (format binary)";
}
