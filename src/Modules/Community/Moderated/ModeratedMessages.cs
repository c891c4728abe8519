using Feria.Contracts;

namespace Feria.Community;

/// <summary>
/// Messages for those who look at reports, unmasked; who takes part in a conversation reports what the other side
/// wrote. One that is out of sight keeps its place, and says so.
/// </summary>
sealed class ModeratedMessages(Database database, Vault vault, IOrderBook orders, IStoreDesk desk) : IModerated
{
    public string Kind => ThingKind.Message;

    public async Task<IReadOnlyList<ThingShown>> ShowAsync(Session session, string[] things) =>
    [
        .. (await session.ListAsync<Row>(ShowSql, Args(things, database.Region))).Select(row => new ThingShown(
            $"{row.Order}.{row.Number}",
            row.TextSealed is null ? [] : [new("body", Message.Read(vault, row.TextSealed))],
            null, null, row.Side == Side.Buyer ? row.Account : null, row.Side == Side.Store ? row.Store : null,
            row.IsShown)),
    ];

    /// <summary>The buyer sees what the store wrote, a guest too, and who serves there what the buyer wrote.</summary>
    public async Task<bool> MaySeeAsync(Session session, ThingShown thing, Caller caller)
    {
        var order = Named.Messages([thing.Id])[0].Order;
        if (!thing.IsShown || await orders.FindAsync(session, order) is not { } parties) return false;
        return thing.Store is not null
            ? await orders.OfBuyerAsync(session, order, caller) is not null
            : caller.Account is not null
                && (await desk.EnterAsync(session, parties.Store, caller, StoreRight.Serve)).Standing is not null;
    }

    public Task<IReadOnlyList<string>> RemoveAsync(Tx tx, string[] things, string why, Guid? by) =>
        MoveAsync(tx, things, RemoveSql);

    public Task<IReadOnlyList<string>> RestoreAsync(Tx tx, string[] things, string why, Guid? by) =>
        MoveAsync(tx, things, RestoreSql);

    static async Task<IReadOnlyList<string>> MoveAsync(Tx tx, string[] things, string sql) =>
    [
        .. (await tx.ListAsync<(Guid Order, int Number)>(sql, Args(things, tx.Region)))
            .Select(one => $"{one.Order}.{one.Number}"),
    ];

    static object Args(string[] things, string region)
    {
        var named = Named.Messages(things);
        return new
        {
            region, orders = named.Select(one => one.Order).ToArray(),
            numbers = named.Select(one => one.Number).ToArray(),
        };
    }

    sealed record Row(
        Guid Order, int Number, string Side, Guid? Account, Guid Store, byte[]? TextSealed, bool IsShown);

    const string ShowSql = """
        -- community.moderated-messages.show
        select m.order_id as order, m.number, m.side, m.account_id as account, c.store_id as store, m.text_sealed,
            m.removed_at is null as is_shown
        from unnest(@orders::uuid[], @numbers::int[]) as w(order_id, number)
        cross join lateral (
            select order_id, number, side, account_id, text_sealed, removed_at
            from community.message
            where region = @region and order_id = w.order_id and number = w.number
            limit 1) m
        cross join lateral (
            select store_id from community.conversation where region = @region and order_id = m.order_id limit 1) c
        """;

    const string RemoveSql = """
        -- community.moderated-messages.remove
        update community.message m
        set removed_at = now()
        from unnest(@orders::uuid[], @numbers::int[]) as w(order_id, number)
        where m.region = @region and m.order_id = w.order_id and m.number = w.number and m.removed_at is null
        returning m.order_id, m.number
        """;

    const string RestoreSql = """
        -- community.moderated-messages.restore
        update community.message m
        set removed_at = null
        from unnest(@orders::uuid[], @numbers::int[]) as w(order_id, number)
        where m.region = @region and m.order_id = w.order_id and m.number = w.number and m.removed_at is not null
        returning m.order_id, m.number
        """;
}
