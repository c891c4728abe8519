using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Catalog;

/// <summary>
/// Ends a planned price before its time: one that runs gives the offer back what it cost before, one that comes never
/// begins. Ending it again changes nothing.
/// </summary>
public static class EndScheduledPrice
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/store/{store:guid}/price-schedules/{schedule:guid}/end", Handle)
        .WithName(nameof(EndScheduledPrice))
        .RequireAccount()
        .Refuses(Refusals.StoreNotFound, Refusals.ScheduleNotFound);

    static async Task<Results<Ok<ScheduledPrice>, ProblemHttpResult>> Handle(
        Guid store, Guid schedule, Caller caller, Database database, IStoreDesk desk, TurnPrices turning,
        CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var (standing, refusal) = await desk.HoldAsync(tx, store, caller, StoreRight.Edit);
        if (standing is null) return refusal!.AsProblem();
        if (await FindAsync(tx, store, schedule) is not { } found) return Refusals.ScheduleNotFound.AsProblem();
        if (found.EndedAt is not null) return TypedResults.Ok(found.Shown());

        await PutPrices.LockAsync(tx, [found.Offer]);
        var running = await tx.OneOrNullAsync<PassingPrice.Term>(RunningSql, new { schedule });
        if (running is not null) await turning.EndAsync(tx, [running], "by_store");
        else await turning.SayEndedAsync(tx, [new(schedule, "by_store")]);
        found = await FindAsync(tx, store, schedule);
        return await tx.CommitAsync(TypedResults.Ok(found!.Shown()));
    }

    static Task<ScheduledPrice.Row?> FindAsync(Tx tx, Guid store, Guid schedule) =>
        tx.OneOrNullAsync<ScheduledPrice.Row>(FindSql, new { store, schedule });

    const string FindSql = $"""
        -- catalog.end-scheduled-price.find
        select {ScheduledPrice.Columns}
        from catalog.scheduled_price s
        join catalog.offer o on o.id = s.offer_id
        join catalog.variant v on v.id = o.variant_id
        join catalog.product p on p.id = v.product_id
        where s.id = @schedule and s.store_id = @store
        """;

    const string RunningSql = """
        -- catalog.end-scheduled-price.running
        select id, offer_id as offer, price_minor, currency, until_at, before_minor, before_list_minor
        from catalog.scheduled_price
        where id = @schedule and started_at is not null and ended_at is null
        """;
}
