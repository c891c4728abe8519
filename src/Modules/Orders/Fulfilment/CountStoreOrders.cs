using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>How much a store has to do: its orders by status, counted to a hundred.</summary>
public static class CountStoreOrders
{
    /// <summary>Nobody does more than that before looking again.</summary>
    public const int Most = 100;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/store/{store:guid}/order-counts", Handle)
        .WithName(nameof(CountStoreOrders))
        .RequireAccountOrKey()
        .Refuses(Refusals.StoreNotFound, Refusals.RoleLacks);

    /// <param name="Paid">To be begun.</param>
    /// <param name="Preparing">Begun, and not all sent.</param>
    /// <param name="Shipped">On their way.</param>
    public sealed record Answer(int Placed, int Paid, int Preparing, int Shipped);

    static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        Guid store, Caller caller, Database database, IStoreDesk desk, CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        var (standing, refusal) = await desk.EnterAsync(session, store, caller, StoreRight.See);
        return standing is null
            ? refusal!.AsProblem()
            : TypedResults.Ok(await session.OneAsync<Answer>(CountSql, new { database.Region, store, Most }));
    }

    const string CountSql = """
        -- orders.count-store-orders.count
        select coalesce(max(c.many) filter (where s.status = 'placed'), 0)::int as placed,
            coalesce(max(c.many) filter (where s.status = 'paid'), 0)::int as paid,
            coalesce(max(c.many) filter (where s.status = 'preparing'), 0)::int as preparing,
            coalesce(max(c.many) filter (where s.status = 'shipped'), 0)::int as shipped
        from unnest(array['placed', 'paid', 'preparing', 'shipped']) as s(status)
        cross join lateral (
            select count(*) as many
            from (
                select from orders.store_order
                where region = @Region and store_id = @store and status = s.status
                order by id
                limit @Most) found) c
        """;
}
