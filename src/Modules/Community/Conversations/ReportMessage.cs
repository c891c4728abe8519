using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Community;

/// <summary>The buyer wants a message of the store looked at by the platform: once a person and message.</summary>
public static class ReportMessage
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/orders/{order:guid}/messages/{number:int}/report", Handle)
        .WithName(nameof(ReportMessage))
        .AllowAnyone()
        .Allows(perMinute: 10, burst: 20)
        .Refuses(Refusals.OrderNotFound, Refusals.MessageNotFound)
        .WithExample(new Correspondence.Complaint("fraud"));

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Guid order, int number, Correspondence.Complaint body, Caller caller, Database database, IOrderBook orders,
        Correspondence correspondence, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        if (await orders.OfBuyerAsync(tx, order, caller) is null) return Refusals.OrderNotFound.AsProblem();
        return await correspondence.ReportAsync(tx, order, number, Side.Buyer, caller, body.Reason) is { } refusal
            ? refusal.AsProblem()
            : await tx.CommitAsync(TypedResults.NoContent());
    }
}
