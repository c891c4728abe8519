using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Community;

/// <summary>Somebody of a store writes to the buyer of one of its orders.</summary>
public static class SendStoreMessage
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/store/{store:guid}/conversations/{order:guid}", Handle)
        .WithName(nameof(SendStoreMessage))
        .RequireAccountOrKey()
        .Allows(perMinute: 60, burst: 60)
        .Refuses(
            Refusals.OrderNotFound, Refusals.ConversationFull, Refusals.MessageEmpty, Refusals.AttachmentUnknown)
        .WithExample(new Correspondence.Words("It left us this morning and comes on Friday."));

    static async Task<Results<Created<Message>, ProblemHttpResult>> Handle(
        Guid store, Guid order, Correspondence.Words body, Caller caller, Database database, IStoreDesk desk,
        IOrderBook orders, Correspondence correspondence, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var (standing, refused) = await desk.HoldAsync(tx, store, caller, StoreRight.Serve);
        if (standing is null) return refused!.AsProblem();
        var parties = await orders.FindAsync(tx, order);
        if (parties?.Store != store) return Refusals.OrderNotFound.AsProblem();
        var (message, refusal) = await correspondence.SendAsync(
            tx, parties, Side.Store, caller.Actor, body);
        return message is null
            ? refusal!.AsProblem()
            : await tx.CommitAsync(TypedResults.Created($"/api/v1/store/{store}/conversations/{order}", message));
    }
}
