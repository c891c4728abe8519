using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>How many returns wait for a store and how many are open, counted to a hundred.</summary>
public static class CountStoreReturns
{
    public const int Most = CountStoreOrders.Most;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/store/{store:guid}/return-counts", Handle)
        .WithName(nameof(CountStoreReturns))
        .RequireAccount()
        .Refuses(Refusals.StoreNotFound, Refusals.RoleLacks);

    /// <param name="ToDo">Asked for, or sent and not received.</param>
    /// <param name="Open">Whatever has not ended, those too.</param>
    public sealed record Answer(int ToDo, int Open);

    static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        Guid store, Caller caller, Database database, IStoreDesk desk, CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        var (standing, refusal) = await desk.EnterAsync(session, store, caller, StoreRight.See);
        return standing is null
            ? refusal!.AsProblem()
            : TypedResults.Ok(await session.OneAsync<Answer>(CountSql, new
            {
                database.Region, store, Most, toDo = ReturnStatus.ToDo.ToArray(), open = ReturnStatus.Open.ToArray(),
            }));
    }

    const string CountSql = """
        -- orders.count-store-returns.count
        select least(@Most, coalesce(sum(c.many) filter (where s.status = any(@toDo)), 0))::int as to_do,
            least(@Most, coalesce(sum(c.many), 0))::int as open
        from unnest(@open::text[]) as s(status)
        cross join lateral (
            select count(*) as many
            from (
                select from orders.return
                where region = @Region and store_id = @store and status = s.status
                order by id
                limit @Most) found) c
        """;
}
