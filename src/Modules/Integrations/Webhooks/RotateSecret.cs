using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Integrations;

/// <summary>An owner gives a webhook a new secret. The one before it signs too for a day.</summary>
public static class RotateSecret
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/store/{store:guid}/webhooks/{webhook:guid}/secret", Handle)
        .WithName(nameof(RotateSecret))
        .RequireAccount()
        .OnlyInPerson()
        .Allows(perMinute: 6, burst: 12)
        .Refuses(Refusals.WebhookNotFound);

    /// <param name="Secret">What signatures are checked with; told this once.</param>
    /// <param name="BothUntil">Until when the secret before it signs too.</param>
    public sealed record Answer(string Secret, DateTime BothUntil);

    static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        Guid store, Guid webhook, Caller caller, HttpContext http, Database database, Vault vault, IStoreDesk desk,
        TimeProvider clock, CancellationToken stop)
    {
        http.Response.Headers.CacheControl = "private, no-store";
        await using var tx = await database.WriteAsync(stop);
        var (standing, refusal) = await desk.HoldAsync(tx, store, caller, StoreRight.ManagePeople);
        if (standing is null) return refusal!.AsProblem();
        if (await HeldEndpoint.LockAsync(tx, store, webhook) is null) return Refusals.WebhookNotFound.AsProblem();
        var (secret, until) = (Signing.NewSecret(), (clock.GetUtcNow() + Signing.Both).UtcDateTime);
        await tx.ExecuteAsync(RotateSql, new { webhook, secretSealed = Signing.Seal(vault, secret), until });
        return await tx.CommitAsync(TypedResults.Ok(new Answer(secret, until)));
    }

    const string RotateSql = """
        -- integrations.rotate-secret.rotate
        update integrations.endpoint
        set old_secret_sealed = secret_sealed, old_until = @until, secret_sealed = @secretSealed
        where id = @webhook
        """;
}
