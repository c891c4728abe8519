using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>A store's returns: those that wait for it, the oldest first; else the newest first.</summary>
public static class ListStoreReturns
{
    /// <summary>Asked for, or sent and not received.</summary>
    public const string ToDo = "to_do";

    /// <summary>Whatever has not ended.</summary>
    public const string Open = "open";

    public const string Ended = "ended";

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/store/{store:guid}/returns", Handle)
        .WithName(nameof(ListStoreReturns))
        .RequireAccount()
        .Refuses(Refusals.StoreNotFound, Refusals.RoleLacks, KernelRefusals.MalformedCursor);

    /// <param name="Units">How many it is about.</param>
    /// <param name="Title">Of what first of all.</param>
    public sealed record Listed(
        Guid Id, string Number, string Kind, string Reason, string Status, string Title, int Units, DateTime? DueAt,
        DateTime AskedAt);

    static async Task<Results<Ok<Page<Listed>>, ProblemHttpResult>> Handle(
        Guid store, [AllowedValues(ToDo, Open, Ended, null)] string? status,
        [Range(1, Cursor.MaxLimit)] int? limit, string? cursor, Caller caller, Database database, IStoreDesk desk,
        CancellationToken stop)
    {
        if (!Cursor.TryReadBefore(cursor, out var before) || !Cursor.TryReadAfter(cursor, out var after))
            return KernelRefusals.MalformedCursor.AsProblem();
        await using var session = await database.ReadAsync(stop);
        var (standing, refusal) = await desk.EnterAsync(session, store, caller, StoreRight.See);
        if (standing is null) return refusal!.AsProblem();
        var statuses = status switch
        {
            ToDo => ReturnStatus.ToDo,
            Open => ReturnStatus.Open,
            Ended => ReturnStatus.All.Except(ReturnStatus.Open),
            _ => ReturnStatus.All,
        };
        var found = await session.ListAsync<Listed>(status == ToDo ? OldestSql : NewestSql, new
        {
            database.Region, store, statuses = statuses.ToArray(), before, after, limit = Cursor.Limit(limit) + 1,
        });
        return TypedResults.Ok(Cursor.Cut(found, Cursor.Limit(limit), one => one.Id));
    }

    // A list of each status, cut and merged: one index leads to all of them.
    const string NewestSql = """
        -- orders.list-store-returns.newest
        select r.id, r.number, r.kind, r.reason, r.status, u.title, u.units, r.due_at, r.asked_at
        from (
            select f.id, f.order_id, f.number, f.kind, f.reason, f.status, f.due_at, f.asked_at
            from unnest(@statuses::text[]) as s(status)
            cross join lateral (
                select id, order_id, number, kind, reason, status, due_at, asked_at
                from orders.return
                where region = @Region and store_id = @store and status = s.status and id < @before
                order by id desc
                limit @limit) f
            order by f.id desc
            limit @limit) r
        cross join lateral (
            select (array_agg(o.title order by l.position))[1] as title, sum(l.quantity)::int as units
            from orders.return_line l
            cross join lateral (
                select title from orders.order_line
                where region = @Region and order_id = r.order_id and position = l.position
                limit 1) o
            where l.region = @Region and l.return_id = r.id) u
        order by r.id desc
        """;

    const string OldestSql = """
        -- orders.list-store-returns.oldest
        select r.id, r.number, r.kind, r.reason, r.status, u.title, u.units, r.due_at, r.asked_at
        from (
            select f.id, f.order_id, f.number, f.kind, f.reason, f.status, f.due_at, f.asked_at
            from unnest(@statuses::text[]) as s(status)
            cross join lateral (
                select id, order_id, number, kind, reason, status, due_at, asked_at
                from orders.return
                where region = @Region and store_id = @store and status = s.status and id > @after
                order by id
                limit @limit) f
            order by f.id
            limit @limit) r
        cross join lateral (
            select (array_agg(o.title order by l.position))[1] as title, sum(l.quantity)::int as units
            from orders.return_line l
            cross join lateral (
                select title from orders.order_line
                where region = @Region and order_id = r.order_id and position = l.position
                limit 1) o
            where l.region = @Region and l.return_id = r.id) u
        order by r.id
        """;
}
