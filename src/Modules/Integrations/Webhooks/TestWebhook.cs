using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Integrations;

/// <summary>An owner has a webhook told something that did not happen, to see whether it hears.</summary>
public static class TestWebhook
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/store/{store:guid}/webhooks/{webhook:guid}/test", Handle)
        .WithName(nameof(TestWebhook))
        .RequireAccount()
        .Allows(perMinute: 10, burst: 20)
        .Refuses(Refusals.WebhookNotFound, Refusals.WebhookOff);

    static async Task<Results<Accepted, ProblemHttpResult>> Handle(
        Guid store, Guid webhook, Caller caller, Database database, IStoreDesk desk, Posting posting,
        TimeProvider clock, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var (standing, refusal) = await desk.HoldAsync(tx, store, caller, StoreRight.ManagePeople);
        if (standing is null) return refusal!.AsProblem();
        var held = await HeldEndpoint.LockAsync(tx, store, webhook);
        if (held is null) return Refusals.WebhookNotFound.AsProblem();
        if (!held.IsOn) return Refusals.WebhookOff.AsProblem();
        await posting.PostAsync(tx,
        [
            (new(Id.New(), store, WebhookKind.Test, clock.GetUtcNow().UtcDateTime, new { hello = true }), webhook),
        ]);
        return await tx.CommitAsync(TypedResults.Accepted(
            $"/api/v1/store/{store}/webhooks/{webhook}/deliveries"));
    }
}
