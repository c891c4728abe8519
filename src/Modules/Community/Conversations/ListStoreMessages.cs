using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Community;

/// <summary>What the buyer of an order and a store wrote to each other, newest first, for the store.</summary>
public static class ListStoreMessages
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/store/{store:guid}/conversations/{order:guid}", Handle)
        .WithName(nameof(ListStoreMessages))
        .RequireAccountOrKey()
        .Refuses(Refusals.OrderNotFound, KernelRefusals.MalformedCursor);

    public sealed record Conversation(Guid Order, string Number, Correspondence.Messages Messages);

    static async Task<Results<Ok<Conversation>, ProblemHttpResult>> Handle(
        Guid store, Guid order, int? limit, string? cursor, Caller caller, Database database, IStoreDesk desk,
        IOrderBook orders, Correspondence correspondence, CancellationToken stop)
    {
        if (!Cursor.TryRead<int?>(cursor, out var before)) return KernelRefusals.MalformedCursor.AsProblem();
        await using var session = await database.ReadAsync(stop);
        var (standing, refusal) = await desk.EnterAsync(session, store, caller, StoreRight.Serve);
        if (standing is null) return refusal!.AsProblem();
        var parties = await orders.FindAsync(session, order);
        return parties?.Store != store
            ? Refusals.OrderNotFound.AsProblem()
            : TypedResults.Ok(new Conversation(order, parties.Number, await correspondence.ReadAsync(
                session, order, Side.Store, limit, before ?? int.MaxValue)));
    }
}
