using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Payments;

/// <summary>A store's payouts, newest first.</summary>
public static class ListStorePayouts
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/store/{store:guid}/payouts", Handle)
        .WithName(nameof(ListStorePayouts))
        .RequireAccount()
        .Refuses(Refusals.StoreNotFound, Refusals.RoleLacks, KernelRefusals.MalformedCursor);

    static async Task<Results<Ok<Page<Payout>>, ProblemHttpResult>> Handle(
        Guid store, int? limit, string? cursor, Caller caller, Database database, IStoreDesk desk,
        CancellationToken stop)
    {
        if (!Cursor.TryReadBefore(cursor, out var before)) return KernelRefusals.MalformedCursor.AsProblem();
        await using var session = await database.ReadAsync(stop);
        var (standing, refusal) = await desk.EnterAsync(session, store, caller, StoreRight.Money);
        if (standing is null) return refusal!.AsProblem();
        var rows = await session.ListAsync<Payout.Row>(
            ListSql, new { database.Region, store, before, limit = Cursor.Limit(limit) + 1 });
        return TypedResults.Ok(Cursor.Cut(
            [.. rows.Select(row => row.Payout())], Cursor.Limit(limit), payout => payout.Id));
    }

    const string ListSql = $"""
        -- payments.list-store-payouts.list
        select {Payout.Columns}
        from payments.payout
        where region = @Region and store_id = @store and id < @before
        order by id desc
        limit @limit
        """;
}
