using Feria.Contracts;

namespace Feria.Orders;

/// <summary>Who left keeps nothing: neither a cart nor what was saved out of it nor a list.</summary>
sealed class OnAccountClosed : Reaction
{
    public override string Name => "orders.on-account-closed";

    public override IReadOnlyCollection<string> Hears { get; } = [EventKindAttribute.Of(typeof(AccountClosed))];

    public override async Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events)
    {
        var accounts = events.Select(said => said.Key).Distinct().ToArray();
        await tx.ExecuteAsync(CartsSql, new { tx.Region, accounts });
        await tx.ExecuteAsync(ListsSql, new { tx.Region, accounts });
    }

    const string CartsSql = """
        -- orders.on-account-closed.carts
        delete from orders.cart
        where region = @Region and id = any(array(
            select id from orders.cart
            where region = @Region and account_id = any(@accounts)
            order by id
            for update))
        """;

    const string ListsSql = """
        -- orders.on-account-closed.lists
        delete from orders.list
        where region = @Region and id = any(array(
            select id from orders.list
            where region = @Region and account_id = any(@accounts)
            order by id
            for update))
        """;
}
