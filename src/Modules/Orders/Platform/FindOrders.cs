using Feria.Contracts;

namespace Feria.Orders;

/// <summary>An order by its number, or by its own or its purchase's id.</summary>
sealed class FindOrders(Database database) : IFindable
{
    public string Kind => "order";

    public string Permission => Contracts.Permission.ManageOrders;

    public async Task<IReadOnlyList<FoundThing>> FindAsync(Session session, SoughtThing sought) =>
    [
        .. (await session.ListAsync<Row>(
            FindSql,
            new
            {
                database.Region, sought.Id, number = sought.Text.ToUpperInvariant(), IFindable.AtMost,
            })).Select(row => new FoundThing(row.Id.ToString(), row.Number, row.StoreName)),
    ];

    sealed record Row(Guid Id, string Number, string StoreName);

    // Of a purchase's number all its orders: each begins with it.
    const string FindSql = """
        -- orders.find-orders.find
        select id, number, store_name from orders.store_order where region = @Region and number = @number
        union
        select o.id, o.number, o.store_name
        from orders.checkout c
        join orders.store_order o on o.region = c.region and o.checkout_id = c.id
        where c.region = @Region and c.number = @number
        union
        select id, number, store_name from orders.store_order where region = @Region and id = @Id
        union
        select id, number, store_name from orders.store_order where region = @Region and checkout_id = @Id
        limit @AtMost
        """;
}
