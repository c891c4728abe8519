using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Community;

/// <summary>The buyer of an order, with an account or as a guest, writes to its store.</summary>
public static class SendMessage
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/orders/{order:guid}/messages", Handle)
        .WithName(nameof(SendMessage))
        .AllowAnyone()
        .Allows(perMinute: 20, burst: 20)
        .Refuses(
            Refusals.OrderNotFound, Refusals.ConversationFull, Refusals.MessageEmpty, Refusals.AttachmentUnknown,
            Refusals.Silenced)
        .WithExample(new Correspondence.Words("Could you leave it with my neighbour in number 14?"));

    static async Task<Results<Created<Message>, ProblemHttpResult>> Handle(
        Guid order, Correspondence.Words body, Caller caller, Database database, IOrderBook orders,
        Correspondence correspondence, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var parties = await orders.OfBuyerAsync(tx, order, caller);
        if (parties is null) return Refusals.OrderNotFound.AsProblem();
        var (message, refusal) = await correspondence.SendAsync(
            tx, parties, Side.Buyer, caller.Account, body);
        return message is null
            ? refusal!.AsProblem()
            : await tx.CommitAsync(TypedResults.Created($"/api/v1/orders/{order}/messages", message));
    }
}
