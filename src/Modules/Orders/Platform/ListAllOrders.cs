using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>Orders of all stores, or of one buyer, for the platform; the newest first.</summary>
public static class ListAllOrders
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/admin/orders", Handle)
        .WithName(nameof(ListAllOrders))
        .RequireAccess(Permission.ManageOrders)
        .Refuses(KernelRefusals.MalformedCursor);

    public sealed record Listed(Guid Id, string Number, string Status, string Store, Money Total, DateTime PlacedAt);

    /// <param name="account">Whose; everybody's where left out.</param>
    public static async Task<Results<Ok<Page<Listed>>, ProblemHttpResult>> Handle(
        Guid? account, [Range(1, Cursor.MaxLimit)] int? limit, string? cursor, Database database,
        CancellationToken stop)
    {
        if (!Cursor.TryReadBefore(cursor, out var before)) return KernelRefusals.MalformedCursor.AsProblem();
        return TypedResults.Ok(Cursor.Cut(
            await ReadAsync(database, account, before, Cursor.Limit(limit) + 1, stop), Cursor.Limit(limit),
            order => order.Id));
    }

    internal static async Task<IReadOnlyList<Listed>> ReadAsync(
        Database database, Guid? account, Guid before, int limit, CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        return
        [
            .. (await session.ListAsync<Row>(
                account is null ? ListSql : OfAccountSql, new { database.Region, account, before, limit }))
                .Select(row => new Listed(
                    row.Id, row.Number, row.Status, row.StoreName, new(row.TotalMinor, row.Currency), row.PlacedAt)),
        ];
    }

    sealed record Row(
        Guid Id, string Number, string Status, string StoreName, long TotalMinor, string Currency, DateTime PlacedAt);

    const string ListSql = """
        -- orders.list-all-orders.list
        select id, number, status, store_name, total_minor, currency, placed_at
        from orders.store_order
        where region = @Region and id < @before
        order by id desc
        limit @limit
        """;

    const string OfAccountSql = """
        -- orders.list-all-orders.of-account
        select id, number, status, store_name, total_minor, currency, placed_at
        from orders.store_order
        where region = @Region and account_id = @account and id < @before
        order by id desc
        limit @limit
        """;
}
