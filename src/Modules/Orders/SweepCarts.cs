namespace Feria.Orders;

/// <summary>Throws away guests' carts that nobody touched for longer than a guest is known.</summary>
sealed class SweepCarts(Database database, SettingBook settings) : Sweep(database)
{
    public override string Name => "orders.sweep-carts";

    public override TimeSpan? Every => TimeSpan.FromHours(6);

    protected override IReadOnlyList<string> Statements => [OldSql];

    protected override TimeSpan Age => settings.Of(OrderSettings.GuestCart);

    const string OldSql = """
        -- orders.sweep-carts.old
        delete from orders.cart
        where region = @Region and id = any(array(
            select id from orders.cart
            where region = @Region and guest is not null
                and created_at < now() - @Age::interval and changed_at < now() - @Age::interval
            order by created_at
            limit @AtMost
            for update skip locked))
        """;
}
