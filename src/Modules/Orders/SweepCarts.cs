namespace Feria.Orders;

/// <summary>Throws away guests' carts that nobody touched for longer than a guest is known.</summary>
sealed class SweepCarts(Database database) : Sweep(database)
{
    public override string Name => "orders.sweep-carts";

    public override TimeSpan? Every => TimeSpan.FromHours(6);

    protected override IReadOnlyList<string> Statements => [OldSql];

    const string OldSql = """
        -- orders.sweep-carts.old
        delete from orders.cart
        where region = @Region and id = any(array(
            select id from orders.cart
            where region = @Region and guest is not null
                and created_at < now() - interval '180 days' and changed_at < now() - interval '180 days'
            order by created_at
            limit @AtMost
            for update skip locked))
        """;
}
