using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Community;

/// <summary>The buyer has read the messages of an order up to a number.</summary>
public static class ReadMessages
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/orders/{order:guid}/messages/read", Handle)
        .WithName(nameof(ReadMessages))
        .AllowAnyone()
        .Refuses(Refusals.OrderNotFound)
        .WithExample(new Correspondence.Seen(3));

    static async Task<Results<Ok<Correspondence.Standing>, ProblemHttpResult>> Handle(
        Guid order, Correspondence.Seen body, Caller caller, Database database, IOrderBook orders,
        Correspondence correspondence, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        return await orders.OfBuyerAsync(tx, order, caller) is null
            ? Refusals.OrderNotFound.AsProblem()
            : await tx.CommitAsync(TypedResults.Ok(
                await correspondence.SeeAsync(tx, order, Side.Buyer, body.UpTo)));
    }
}
