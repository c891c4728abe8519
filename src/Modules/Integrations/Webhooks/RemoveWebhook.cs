using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Integrations;

/// <summary>An owner removes a webhook: nothing is told there any more, and what was goes from the log.</summary>
public static class RemoveWebhook
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/store/{store:guid}/webhooks/{webhook:guid}", Handle)
        .WithName(nameof(RemoveWebhook))
        .RequireAccount()
        .OnlyInPerson()
        .Refuses(Refusals.WebhookNotFound);

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Guid store, Guid webhook, Caller caller, Database database, IStoreDesk desk, TimeProvider clock,
        CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var (standing, refusal) = await desk.HoldAsync(tx, store, caller, StoreRight.ManagePeople);
        if (standing is null) return refusal!.AsProblem();
        return await tx.ExecuteAsync(RemoveSql, new { store, webhook, now = clock.GetUtcNow().UtcDateTime }) == 0
            ? Refusals.WebhookNotFound.AsProblem()
            : await tx.CommitAsync(TypedResults.NoContent());
    }

    // Its deliveries are swept, however many there are.
    const string RemoveSql = """
        -- integrations.remove-webhook.remove
        update integrations.endpoint
        set removed_at = @now
        where id = @webhook and store_id = @store and removed_at is null
        """;
}
