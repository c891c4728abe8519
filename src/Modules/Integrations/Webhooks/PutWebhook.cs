using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Integrations;

/// <summary>
/// An owner changes where a webhook goes and what it is told, or turns it off and on. On again, it is told what
/// waited.
/// </summary>
public static class PutWebhook
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/store/{store:guid}/webhooks/{webhook:guid}", Handle)
        .WithName(nameof(PutWebhook))
        .RequireAccount()
        .OnlyInPerson()
        .Refuses(Refusals.AddressRefused, Refusals.WebhookNotFound, Refusals.WebhookChanged)
        .WithExample(new Body(1, true, new(
            "https://stockroom.example.com/feria", "Stock room", [WebhookKind.OrderConfirmed])));

    /// <param name="Version">The version the change was made of.</param>
    public sealed record Body([Range(1, int.MaxValue)] int Version, bool IsOn, [Required] Webhook.Terms Terms);

    static async Task<Results<Ok<Webhook>, ProblemHttpResult>> Handle(
        Guid store, Guid webhook, Body body, Caller caller, Database database, IStoreDesk desk, TimeProvider clock,
        CancellationToken stop)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await using var tx = await database.WriteAsync(stop);
        var (standing, refusal) = await desk.HoldAsync(tx, store, caller, StoreRight.ManagePeople);
        if (standing is null) return refusal!.AsProblem();
        var held = await HeldEndpoint.LockAsync(tx, store, webhook);
        if (Refuse(held, body) is { } no)
            return (no == Refusals.WebhookChanged
                ? no.With("now", await Webhook.FindAsync(tx, store, webhook, now))
                : no).AsProblem();

        await tx.ExecuteAsync(PutSql, new
        {
            webhook, body.Terms.Url, description = body.Terms.Description?.Trim() ?? "", body.Terms.Kinds,
        });
        if (body.IsOn != held!.IsOn) await tx.ExecuteAsync(body.IsOn ? OnSql : OffSql, new { webhook, now });
        return await tx.CommitAsync(TypedResults.Ok(
            (await Webhook.FindAsync(tx, store, webhook, now))!));
    }

    internal static Refusal? Refuse(HeldEndpoint? held, Body body) =>
        held is null ? Refusals.WebhookNotFound
        : held.Version != body.Version ? Refusals.WebhookChanged
        : Webhook.Refuse(body.Terms.Url);

    const string PutSql = """
        -- integrations.put-webhook.put
        update integrations.endpoint
        set url = @Url, description = @description, kinds = @Kinds, version = version + 1
        where id = @webhook
        """;

    // It begins anew: what failed before says nothing of it.
    const string OnSql = """
        -- integrations.put-webhook.on
        update integrations.endpoint
        set is_on = true, why_off = null, off_at = null, on_since = @now, failing_since = null
        where id = @webhook
        """;

    const string OffSql = """
        -- integrations.put-webhook.off
        update integrations.endpoint set is_on = false, why_off = 'person', off_at = @now where id = @webhook
        """;
}
