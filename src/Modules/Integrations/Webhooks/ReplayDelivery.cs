using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Integrations;

/// <summary>An owner has a webhook told something again, under the id it had, for up to 72 hours more.</summary>
public static class ReplayDelivery
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/store/{store:guid}/webhooks/{webhook:guid}/deliveries/{delivery:guid}/replay", Handle)
        .WithName(nameof(ReplayDelivery))
        .RequireAccount()
        .Allows(perMinute: 60, burst: 60)
        .Refuses(Refusals.WebhookNotFound, Refusals.WebhookOff, Refusals.DeliveryNotFound);

    static async Task<Results<Accepted, ProblemHttpResult>> Handle(
        Guid store, Guid webhook, Guid delivery, Caller caller, Database database, IStoreDesk desk,
        TimeProvider clock, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var (standing, refusal) = await desk.HoldAsync(tx, store, caller, StoreRight.ManagePeople);
        if (standing is null) return refusal!.AsProblem();
        var held = await HeldEndpoint.LockAsync(tx, store, webhook);
        if (held is null) return Refusals.WebhookNotFound.AsProblem();
        if (!held.IsOn) return Refusals.WebhookOff.AsProblem();
        var now = clock.GetUtcNow().UtcDateTime;
        return await tx.ExecuteAsync(AgainSql, new { webhook, delivery, now }) == 0
            ? Refusals.DeliveryNotFound.AsProblem()
            : await tx.CommitAsync(TypedResults.Accepted(
                $"/api/v1/store/{store}/webhooks/{webhook}/deliveries/{delivery}"));
    }

    const string AgainSql = """
        -- integrations.replay-delivery.again
        with again as (
            update integrations.delivery
            set state = 'waiting', tries = 0, wanted_at = @now, due_at = @now
            where id = @delivery and endpoint_id = @webhook
            returning endpoint_id)
        update integrations.endpoint e
        set turn_at = least(coalesce(e.turn_at, @now), @now)
        from again
        where e.id = again.endpoint_id
        """;
}
