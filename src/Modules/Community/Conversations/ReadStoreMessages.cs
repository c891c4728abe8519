using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Community;

/// <summary>Somebody of a store has read an order's messages up to a number, for all who work there.</summary>
public static class ReadStoreMessages
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/store/{store:guid}/conversations/{order:guid}/read", Handle)
        .WithName(nameof(ReadStoreMessages))
        .RequireAccountOrKey()
        .Refuses(Refusals.OrderNotFound)
        .WithExample(new Correspondence.Seen(3));

    static async Task<Results<Ok<Correspondence.Standing>, ProblemHttpResult>> Handle(
        Guid store, Guid order, Correspondence.Seen body, Caller caller, Database database, IStoreDesk desk,
        IOrderBook orders, Correspondence correspondence, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var (standing, refused) = await desk.HoldAsync(tx, store, caller, StoreRight.Serve);
        if (standing is null) return refused!.AsProblem();
        return (await orders.FindAsync(tx, order))?.Store != store
            ? Refusals.OrderNotFound.AsProblem()
            : await tx.CommitAsync(TypedResults.Ok(
                await correspondence.SeeAsync(tx, order, Side.Store, body.UpTo)));
    }
}
