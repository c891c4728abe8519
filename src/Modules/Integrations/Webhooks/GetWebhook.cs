using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Integrations;

/// <summary>One of them: what it is told, whether it is on and how it answers.</summary>
public static class GetWebhook
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/store/{store:guid}/webhooks/{webhook:guid}", Handle)
        .WithName(nameof(GetWebhook))
        .RequireAccount()
        .Refuses(Refusals.WebhookNotFound);

    static async Task<Results<Ok<Webhook>, ProblemHttpResult>> Handle(
        Guid store, Guid webhook, Caller caller, Database database, IStoreDesk desk, TimeProvider clock,
        CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        var (standing, refusal) = await desk.EnterAsync(session, store, caller, StoreRight.ManagePeople);
        if (standing is null) return refusal!.AsProblem();
        return await Webhook.FindAsync(session, store, webhook, clock.GetUtcNow().UtcDateTime) is { } found
            ? TypedResults.Ok(found)
            : Refusals.WebhookNotFound.AsProblem();
    }
}
