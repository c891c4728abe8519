using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>A store's orders, the newest first: all, those of one status, or what is to do, the oldest first.</summary>
public static class ListStoreOrders
{
    /// <summary>Paid and not sent: what waits longest comes first.</summary>
    public const string ToDo = "to_do";

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/store/{store:guid}/orders", Handle)
        .WithName(nameof(ListStoreOrders))
        .RequireAccountOrKey()
        .Refuses(Refusals.StoreNotFound, Refusals.RoleLacks, KernelRefusals.MalformedCursor);

    /// <param name="Buyer">Who it goes to.</param>
    /// <param name="Units">Bought.</param>
    /// <param name="Sent">Of them, in parcels that did not come back.</param>
    public sealed record Listed(
        Guid Id, string Number, string Status, string Buyer, Money Total, int Units, int Sent, DateTime PlacedAt);

    static async Task<Results<Ok<Page<Listed>>, ProblemHttpResult>> Handle(
        Guid store,
        [AllowedValues(
            ToDo, OrderStatus.Placed, OrderStatus.Paid, OrderStatus.Preparing, OrderStatus.Shipped,
            OrderStatus.Delivered, OrderStatus.Cancelled, OrderStatus.Refunded, null)]
        string? status,
        [Range(1, Cursor.MaxLimit)] int? limit, string? cursor, Caller caller, Database database, IStoreDesk desk,
        Vault vault, CancellationToken stop)
    {
        var isOldestFirst = status == ToDo;
        if (!Cursor.TryReadBefore(cursor, out var before) || !Cursor.TryReadAfter(cursor, out var after))
            return KernelRefusals.MalformedCursor.AsProblem();
        await using var session = await database.ReadAsync(stop);
        var (standing, refusal) = await desk.EnterAsync(session, store, caller, StoreRight.See);
        if (standing is null) return refusal!.AsProblem();

        IReadOnlyList<string> statuses = status switch
        {
            ToDo => OrderStatus.ToDo,
            null => OrderStatus.All,
            _ => [status],
        };
        var rows = await session.ListAsync<Row>(isOldestFirst ? OldestSql : NewestSql, new
        {
            database.Region, store, statuses = statuses.ToArray(), before, after, limit = Cursor.Limit(limit) + 1,
        });
        return TypedResults.Ok(Cursor.Cut(
            [.. rows.Select(row => row.Shown(vault))], Cursor.Limit(limit), order => order.Id));
    }

    sealed record Row(
        Guid Id, string Number, string Status, byte[] ContactSealed, long TotalMinor, string Currency, int Units,
        int Sent, DateTime PlacedAt)
    {
        public Listed Shown(Vault vault) => new(
            Id, Number, Status, Person.OpenContact(vault, ContactSealed).FullName, new(TotalMinor, Currency), Units,
            Sent, PlacedAt);
    }

    // A list of each status, cut and merged: one index leads to all of them.
    const string NewestSql = """
        -- orders.list-store-orders.newest
        select o.id, o.number, o.status, c.contact_sealed, o.total_minor, o.currency, b.units, g.sent, o.placed_at
        from (
            select f.id, f.checkout_id, f.number, f.status, f.total_minor, f.currency, f.placed_at
            from unnest(@statuses::text[]) as s(status)
            cross join lateral (
                select id, checkout_id, number, status, total_minor, currency, placed_at
                from orders.store_order
                where region = @Region and store_id = @store and status = s.status and id < @before
                order by id desc
                limit @limit) f
            order by f.id desc
            limit @limit) o
        cross join lateral (
            select contact_sealed from orders.checkout where region = @Region and id = o.checkout_id limit 1) c
        cross join lateral (
            select sum(quantity)::int as units from orders.order_line where region = @Region and order_id = o.id) b
        cross join lateral (
            select coalesce(sum(l.quantity), 0)::int as sent
            from orders.shipment p
            cross join lateral (
                select quantity from orders.shipment_line where region = @Region and shipment_id = p.id) l
            where p.region = @Region and p.order_id = o.id and p.status <> 'returned') g
        order by o.id desc
        """;

    const string OldestSql = """
        -- orders.list-store-orders.oldest
        select o.id, o.number, o.status, c.contact_sealed, o.total_minor, o.currency, b.units, g.sent, o.placed_at
        from (
            select f.id, f.checkout_id, f.number, f.status, f.total_minor, f.currency, f.placed_at
            from unnest(@statuses::text[]) as s(status)
            cross join lateral (
                select id, checkout_id, number, status, total_minor, currency, placed_at
                from orders.store_order
                where region = @Region and store_id = @store and status = s.status and id > @after
                order by id
                limit @limit) f
            order by f.id
            limit @limit) o
        cross join lateral (
            select contact_sealed from orders.checkout where region = @Region and id = o.checkout_id limit 1) c
        cross join lateral (
            select sum(quantity)::int as units from orders.order_line where region = @Region and order_id = o.id) b
        cross join lateral (
            select coalesce(sum(l.quantity), 0)::int as sent
            from orders.shipment p
            cross join lateral (
                select quantity from orders.shipment_line where region = @Region and shipment_id = p.id) l
            where p.region = @Region and p.order_id = o.id and p.status <> 'returned') g
        order by o.id
        """;
}
