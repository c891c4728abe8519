using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Integrations;

/// <summary>What a webhook was told in the last 30 days, newest first.</summary>
public static class ListDeliveries
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/store/{store:guid}/webhooks/{webhook:guid}/deliveries", Handle)
        .WithName(nameof(ListDeliveries))
        .RequireAccount()
        .Refuses(Refusals.WebhookNotFound, KernelRefusals.MalformedCursor);

    /// <param name="state">waiting, done or failed; all of them where it is left out.</param>
    static async Task<Results<Ok<Page<Delivery>>, ProblemHttpResult>> Handle(
        Guid store, Guid webhook, string? state, int? limit, string? cursor, Caller caller, Database database,
        IStoreDesk desk, CancellationToken stop)
    {
        if (!Cursor.TryReadBefore(cursor, out var before)) return KernelRefusals.MalformedCursor.AsProblem();
        var take = Cursor.Limit(limit);
        await using var session = await database.ReadAsync(stop);
        var (standing, refusal) = await desk.EnterAsync(session, store, caller, StoreRight.ManagePeople);
        if (standing is null) return refusal!.AsProblem();
        if (!await session.OneAsync<bool>(IsThereSql, new { store, webhook }))
            return Refusals.WebhookNotFound.AsProblem();
        var rows = await session.ListAsync<Delivery.Row>(
            state is null ? ListSql : ListInStateSql, new { webhook, state, before, limit = take + 1 });
        var page = Cursor.Cut(rows, take, row => row.Id);
        return TypedResults.Ok(new Page<Delivery>([.. page.Items.Select(row => row.Shown(webhook))], page.Next));
    }

    const string IsThereSql = """
        -- integrations.list-deliveries.is-there
        select exists (
            select from integrations.endpoint where id = @webhook and store_id = @store and removed_at is null)
        """;

    const string ListSql = """
        -- integrations.list-deliveries.list
        select d.id, d.event_id, d.kind, d.state, d.attempts, d.due_at, d.made_at, a.status, a.fault, a.at as tried_at
        from integrations.delivery d
        left join integrations.attempt a on a.delivery_id = d.id and a.number = d.attempts
        where d.endpoint_id = @webhook and d.id < @before
        order by d.id desc
        limit @limit
        """;

    const string ListInStateSql = """
        -- integrations.list-deliveries.list-in-state
        select d.id, d.event_id, d.kind, d.state, d.attempts, d.due_at, d.made_at, a.status, a.fault, a.at as tried_at
        from integrations.delivery d
        left join integrations.attempt a on a.delivery_id = d.id and a.number = d.attempts
        where d.endpoint_id = @webhook and d.state = @state and d.id < @before
        order by d.id desc
        limit @limit
        """;
}
