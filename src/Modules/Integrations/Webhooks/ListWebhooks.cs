using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Integrations;

/// <summary>The addresses of a store that are told what happens.</summary>
public static class ListWebhooks
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/store/{store:guid}/webhooks", Handle)
        .WithName(nameof(ListWebhooks))
        .RequireAccount();

    static async Task<Results<Ok<Page<Webhook>>, ProblemHttpResult>> Handle(
        Guid store, Caller caller, Database database, IStoreDesk desk, TimeProvider clock, CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        var (standing, refusal) = await desk.EnterAsync(session, store, caller, StoreRight.ManagePeople);
        if (standing is null) return refusal!.AsProblem();
        var rows = await session.ListAsync<Webhook.Row>(ListSql, new { store });
        return TypedResults.Ok(new Page<Webhook>(
            [.. rows.Select(row => row.Shown(clock.GetUtcNow().UtcDateTime))], null));
    }

    // All of them: a store has 20 at most.
    const string ListSql = """
        -- integrations.list-webhooks.list
        select id, url, description, kinds, is_on, why_off, off_at, failing_since, succeeded_at, old_until, version,
            made_at
        from integrations.endpoint
        where store_id = @store and removed_at is null
        order by id
        limit 100
        """;
}
