using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Community;

/// <summary>What the buyer of an order and its store wrote to each other, newest first, for the buyer.</summary>
public static class ListMessages
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/orders/{order:guid}/messages", Handle)
        .WithName(nameof(ListMessages))
        .AllowAnyone()
        .Refuses(Refusals.OrderNotFound, KernelRefusals.MalformedCursor);

    static async Task<Results<Ok<Correspondence.Messages>, ProblemHttpResult>> Handle(
        Guid order, int? limit, string? cursor, Caller caller, Database database, IOrderBook orders,
        Correspondence correspondence, CancellationToken stop)
    {
        if (!Cursor.TryRead<int?>(cursor, out var before)) return KernelRefusals.MalformedCursor.AsProblem();
        await using var session = await database.ReadAsync(stop);
        return await orders.OfBuyerAsync(session, order, caller) is null
            ? Refusals.OrderNotFound.AsProblem()
            : TypedResults.Ok(await correspondence.ReadAsync(
                session, order, Side.Buyer, limit, before ?? int.MaxValue));
    }
}
