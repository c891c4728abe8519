using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Integrations;

/// <summary>An owner has a webhook told again what was given up since a time; it is done soon, in pieces.</summary>
public static class ReplayFailed
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/store/{store:guid}/webhooks/{webhook:guid}/replays", Handle)
        .WithName(nameof(ReplayFailed))
        .RequireAccount()
        .Allows(perMinute: 6, burst: 6)
        .Refuses(Refusals.WebhookNotFound, Refusals.WebhookOff)
        .WithExample(new Body(new(2026, 5, 4, 9, 0, 0, DateTimeKind.Utc)));

    /// <param name="Since">When it happened, at the earliest.</param>
    public sealed record Body(DateTime Since);

    static async Task<Results<Accepted, ProblemHttpResult>> Handle(
        Guid store, Guid webhook, Body body, Caller caller, Database database, IStoreDesk desk, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var (standing, refusal) = await desk.HoldAsync(tx, store, caller, StoreRight.ManagePeople);
        if (standing is null) return refusal!.AsProblem();
        var held = await HeldEndpoint.LockAsync(tx, store, webhook);
        if (held is null) return Refusals.WebhookNotFound.AsProblem();
        if (!held.IsOn) return Refusals.WebhookOff.AsProblem();
        tx.Enqueue(
            ReplayDeliveries.JobName, new ReplayDeliveries.Order(store, webhook, body.Since.InUtc()),
            key: $"{webhook}");
        return await tx.CommitAsync(TypedResults.Accepted(
            $"/api/v1/store/{store}/webhooks/{webhook}/deliveries"));
    }
}
