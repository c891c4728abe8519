using Feria.Contracts;

namespace Feria.Orders;

/// <summary>The way to a return for whoever may change it; its order's checkout is then locked.</summary>
sealed class ReturnDesk(IStoreDesk desk)
{
    public async Task<(HeldReturn? Return, Refusal? Refusal)> HoldAsync(
        Tx tx, Guid store, Guid id, Caller caller)
    {
        var (standing, refusal) = await desk.HoldAsync(tx, store, caller, StoreRight.Serve);
        if (standing is null) return (null, refusal);
        var order = await tx.OneOrNullAsync<Guid?>(OfStoreSql, new { tx.Region, id, store });
        return order is null ? (null, Refusals.ReturnNotFound) : (await HoldAsync(tx, order.Value, id), null);
    }

    public static async Task<HeldReturn?> HoldOfBuyerAsync(Tx tx, Guid id, Caller caller)
    {
        if (Owner.Of(caller) is not { } owner) return null;
        var order = await tx.OneOrNullAsync<Guid?>(OfBuyerSql, new { tx.Region, id, owner.Account, owner.Guest });
        return order is null ? null : await HoldAsync(tx, order.Value, id);
    }

    public static async Task<HeldReturn?> HoldAsync(Tx tx, Guid id)
    {
        var order = await tx.OneOrNullAsync<Guid?>(OfAnyoneSql, new { tx.Region, id });
        return order is null ? null : await HoldAsync(tx, order.Value, id);
    }

    static async Task<HeldReturn> HoldAsync(Tx tx, Guid order, Guid id)
    {
        var held = (await OrderDesk.HoldAsync(tx, order))!;
        return await tx.OneAsync<HeldReturn>(HeldSql, new { tx.Region, id }) with { Order = held };
    }

    const string OfStoreSql = """
        -- orders.return-desk.of-store
        select order_id from orders.return where region = @Region and id = @id and store_id = @store
        """;

    const string OfBuyerSql = """
        -- orders.return-desk.of-buyer
        select r.order_id
        from orders.return r
        join orders.store_order o on o.region = r.region and o.id = r.order_id
        where r.region = @Region and r.id = @id and (o.account_id = @Account or o.guest = @Guest)
        """;

    const string OfAnyoneSql = """
        -- orders.return-desk.of-anyone
        select order_id from orders.return where region = @Region and id = @id
        """;

    const string HeldSql = """
        -- orders.return-desk.held
        select id, kind, reason, status, received_at, worth_minor, due_at
        from orders.return
        where region = @Region and id = @id
        """;
}
