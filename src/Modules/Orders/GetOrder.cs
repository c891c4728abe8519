using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>Tracks one order of the caller's: what it holds and what it went through.</summary>
public static class GetOrder
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/orders/{order:guid}", Handle)
        .WithName(nameof(GetOrder))
        .AllowAnyone()
        .Refuses(Refusals.OrderNotFound);

    public static async Task<Results<Ok<Order>, ProblemHttpResult>> Handle(
        Guid order, Caller caller, Database database, Purchases purchases, CancellationToken stop)
    {
        if (Owner.Of(caller) is not { } owner) return Refusals.OrderNotFound.AsProblem();
        await using var session = await database.ReadAsync(stop);
        return await purchases.OrderAsync(session, owner, order) is { } found
            ? TypedResults.Ok(found)
            : Refusals.OrderNotFound.AsProblem();
    }
}
