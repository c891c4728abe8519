using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Integrations;

/// <summary>An owner names an address that is told what happens to the store. Its secret is shown this once.</summary>
public static class AddWebhook
{
    const int Most = 20;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/store/{store:guid}/webhooks", Handle)
        .WithName(nameof(AddWebhook))
        .RequireAccount()
        .OnlyInPerson()
        .Allows(perMinute: 10, burst: 20)
        .Refuses(Refusals.AddressRefused, Refusals.TooManyWebhooks)
        .WithExample(new Webhook.Terms(
            "https://stockroom.example.com/feria", "Stock room", [WebhookKind.OrderConfirmed, WebhookKind.StockLow]));

    /// <param name="Secret">What signatures are checked with; told this once.</param>
    public sealed record Answer(Guid Id, string Secret);

    static async Task<Results<Created<Answer>, ProblemHttpResult>> Handle(
        Guid store, Webhook.Terms body, Caller caller, HttpContext http, Database database, Vault vault,
        IStoreDesk desk, CancellationToken stop)
    {
        http.Response.Headers.CacheControl = "private, no-store";
        await using var tx = await database.WriteAsync(stop);
        var (standing, refusal) = await desk.HoldAsync(tx, store, caller, StoreRight.ManagePeople);
        if (standing is null) return refusal!.AsProblem();
        if (Webhook.Refuse(body.Url) is { } no) return no.AsProblem();
        await Room.LockAsync(tx, store);
        if (await tx.OneAsync<long>(CountSql, new { store }) >= Most) return Refusals.TooManyWebhooks.AsProblem();

        var (id, secret) = (Id.New(), Signing.NewSecret());
        await tx.ExecuteAsync(AddSql, new
        {
            id, store, body.Url, description = body.Description?.Trim() ?? "", body.Kinds,
            secretSealed = Signing.Seal(vault, secret), caller.Account,
        });
        return await tx.CommitAsync(TypedResults.Created(
            $"/api/v1/store/{store}/webhooks/{id}", new Answer(id, secret)));
    }

    const string CountSql = """
        -- integrations.add-webhook.count
        select count(*) from integrations.endpoint where store_id = @store and removed_at is null
        """;

    const string AddSql = """
        -- integrations.add-webhook.add
        insert into integrations.endpoint (id, store_id, url, description, kinds, secret_sealed, made_by)
        values (@id, @store, @Url, @description, @Kinds, @secretSealed, @Account)
        """;
}
