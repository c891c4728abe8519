using Feria.Contracts;

namespace Feria.Orders;

/// <summary>One of a store's orders, its checkout locked until the transaction ends.</summary>
sealed record HeldOrder(Guid Id, Guid Checkout, Guid Store, string Status);

/// <summary>
/// The way to a store's orders for those who work there, whatever the store's status: what was paid is fulfilled.
/// </summary>
sealed class OrderDesk(IStoreDesk desk)
{
    public async Task<(HeldOrder? Order, Refusal? Refusal)> HoldAsync(Tx tx, Guid store, Guid order, Caller caller)
    {
        var (standing, refusal) = await desk.HoldAsync(tx, store, caller, StoreRight.Serve);
        if (standing is null) return (null, refusal);
        return await HoldAsync(tx, order, store) is { } held ? (held, null) : (null, Refusals.OrderNotFound);
    }

    /// <summary>The same for who needs no store's leave; null where there is no such order of this store's.</summary>
    public static async Task<HeldOrder?> HoldAsync(Tx tx, Guid order, Guid? store = null)
    {
        var checkout = await tx.OneOrNullAsync<Guid?>(CheckoutSql, new { tx.Region, order, store });
        if (checkout is null) return null;
        await CheckoutBook.LockAsync(tx, checkout.Value);
        return await tx.OneAsync<HeldOrder>(OrderSql, new { tx.Region, order });
    }

    const string CheckoutSql = """
        -- orders.order-desk.checkout
        select checkout_id
        from orders.store_order
        where region = @Region and id = @order and (@store::uuid is null or store_id = @store)
        """;

    const string OrderSql = """
        -- orders.order-desk.order
        select id, checkout_id as checkout, store_id as store, status
        from orders.store_order
        where region = @Region and id = @order
        """;
}
