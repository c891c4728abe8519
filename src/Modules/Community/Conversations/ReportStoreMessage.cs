using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Community;

/// <summary>Somebody of a store wants a buyer's message looked at by the platform: once a person and message.</summary>
public static class ReportStoreMessage
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/store/{store:guid}/conversations/{order:guid}/messages/{number:int}/report", Handle)
        .WithName(nameof(ReportStoreMessage))
        .RequireAccount()
        .Allows(perMinute: 10, burst: 20)
        .Refuses(Refusals.OrderNotFound, Refusals.MessageNotFound)
        .WithExample(new Correspondence.Complaint("abuse"));

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Guid store, Guid order, int number, Correspondence.Complaint body, Caller caller, Database database,
        IStoreDesk desk, IOrderBook orders, Correspondence correspondence, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var (standing, refused) = await desk.HoldAsync(tx, store, caller, StoreRight.Serve);
        if (standing is null) return refused!.AsProblem();
        if ((await orders.FindAsync(tx, order))?.Store != store) return Refusals.OrderNotFound.AsProblem();
        return await correspondence.ReportAsync(tx, order, number, Side.Store, caller, body.Reason) is { } refusal
            ? refusal.AsProblem()
            : await tx.CommitAsync(TypedResults.NoContent());
    }
}
