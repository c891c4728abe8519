using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Integrations;

/// <summary>One thing a webhook was told: the very body, and what became of each try, newest first.</summary>
public static class GetDelivery
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/store/{store:guid}/webhooks/{webhook:guid}/deliveries/{delivery:guid}", Handle)
        .WithName(nameof(GetDelivery))
        .RequireAccount()
        .Refuses(Refusals.DeliveryNotFound);

    /// <param name="Answer">The first thousand characters of what was answered.</param>
    public sealed record Try(int Number, DateTime At, int TookMs, int? Status, string? Fault, string Answer);

    /// <param name="Tries">The last fifty.</param>
    public sealed record Answer(Delivery Delivery, string Body, IReadOnlyList<Try> Tries);

    static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        Guid store, Guid webhook, Guid delivery, Caller caller, Database database, IStoreDesk desk,
        CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        var (standing, refusal) = await desk.EnterAsync(session, store, caller, StoreRight.ManagePeople);
        if (standing is null) return refusal!.AsProblem();
        var row = await session.OneOrNullAsync<Delivery.Row>(FindSql, new { store, webhook, delivery });
        if (row is null) return Refusals.DeliveryNotFound.AsProblem();
        var body = await session.OneAsync<string>(BodySql, new { delivery });
        var tries = await session.ListAsync<Try>(TriesSql, new { delivery });
        return TypedResults.Ok(new Answer(row.Shown(webhook), body, tries));
    }

    const string FindSql = """
        -- integrations.get-delivery.find
        select d.id, d.event_id, d.kind, d.state, d.attempts, d.due_at, d.made_at, a.status, a.fault, a.at as tried_at
        from integrations.delivery d
        join integrations.endpoint e on e.id = d.endpoint_id
        left join integrations.attempt a on a.delivery_id = d.id and a.number = d.attempts
        where d.id = @delivery and d.endpoint_id = @webhook and e.store_id = @store and e.removed_at is null
        """;

    const string BodySql = """
        -- integrations.get-delivery.body
        select body from integrations.delivery where id = @delivery
        """;

    const string TriesSql = """
        -- integrations.get-delivery.tries
        select number, at, took_ms, status, fault, answer
        from integrations.attempt
        where delivery_id = @delivery
        order by number desc
        limit 50
        """;
}
