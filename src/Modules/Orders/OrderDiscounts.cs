namespace Feria.Orders;

/// <summary>Reads what promotions took off orders.</summary>
static class OrderDiscounts
{
    public sealed record Row(Guid Order, string Name, string? Code, long Minor)
    {
        public Discount Shown(string currency) => new(Name, Code, new(Minor, currency));
    }

    /// <param name="orders">Those that have any: of none nothing is asked.</param>
    public static async Task<ILookup<Guid, Row>> OfAsync(Session session, string region, Guid[] orders) =>
        (orders.Length == 0 ? [] : await session.ListAsync<Row>(OfOrdersSql, new { region, orders }))
        .ToLookup(row => row.Order);

    const string OfOrdersSql = """
        -- orders.order-discounts.of-orders
        select order_id as order, name, code, items_minor + delivery_minor as minor
        from orders.order_discount
        where region = @region and order_id = any(@orders)
        order by order_id, position
        """;
}
