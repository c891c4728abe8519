using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Payments;

/// <summary>Disputes about a store's orders, newest first, with how much of it is the store's.</summary>
public static class ListStoreDisputes
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/store/{store:guid}/disputes", Handle)
        .WithName(nameof(ListStoreDisputes))
        .RequireAccount()
        .Refuses(Refusals.StoreNotFound, Refusals.RoleLacks, KernelRefusals.MalformedCursor);

    /// <param name="Amount">Of the store's own orders.</param>
    public sealed record Listed(
        Guid Id, string Status, string Reason, Money Amount, DateTime? DueBy, DateTime OpenedAt, DateTime? DecidedAt);

    static async Task<Results<Ok<Page<Listed>>, ProblemHttpResult>> Handle(
        Guid store, int? limit, string? cursor, Caller caller, Database database, IStoreDesk desk,
        CancellationToken stop)
    {
        if (!Cursor.TryReadBefore(cursor, out var before)) return KernelRefusals.MalformedCursor.AsProblem();
        await using var session = await database.ReadAsync(stop);
        var (standing, refusal) = await desk.EnterAsync(session, store, caller, StoreRight.Money);
        if (standing is null) return refusal!.AsProblem();
        var rows = await session.ListAsync<Row>(
            ListSql, new { database.Region, store, before, limit = Cursor.Limit(limit) + 1 });
        return TypedResults.Ok(Cursor.Cut(
            [
                .. rows.Select(row => new Listed(
                    row.Id, row.Status, row.Reason, new(row.AmountMinor, row.Currency), row.DueBy, row.OpenedAt,
                    row.DecidedAt)),
            ],
            Cursor.Limit(limit), listed => listed.Id));
    }

    sealed record Row(
        Guid Id, string Status, string Reason, string Currency, long AmountMinor, DateTime? DueBy, DateTime OpenedAt,
        DateTime? DecidedAt);

    const string ListSql = """
        -- payments.list-store-disputes.list
        select d.id, d.status, d.reason, d.currency, o.amount_minor, d.due_by, d.opened_at, d.decided_at
        from (
            select dispute_id, sum(amount_minor)::bigint as amount_minor
            from payments.dispute_order
            where region = @Region and store_id = @store and dispute_id < @before
            group by dispute_id
            order by dispute_id desc
            limit @limit) o
        join payments.dispute d on d.region = @Region and d.id = o.dispute_id
        order by d.id desc
        """;
}
