using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>
/// The buyer asks the platform to decide: about what the store refused, or kept back. Said again, it changes nothing.
/// </summary>
public static class EscalateReturn
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/returns/{id:guid}/escalate", Handle)
        .WithName(nameof(EscalateReturn))
        .AllowAnyone()
        .Refuses(Refusals.ReturnNotFound, Refusals.ReturnNotReachable)
        .WithExample(new Body("The box was not even opened when they refused it."));

    /// <param name="Words">What whoever decides reads, and the store.</param>
    public sealed record Body([Required, PlainText(2000)] string Words);

    static async Task<Results<Ok<Return>, ProblemHttpResult>> Handle(
        Guid id, Body body, Caller caller, Database database, Returning returning, Returns returns,
        CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        if (await ReturnDesk.HoldOfBuyerAsync(tx, id, caller) is not { } held)
            return Refusals.ReturnNotFound.AsProblem();
        var refusal = await returning.MoveAsync(
            tx, held, ReturnSide.Buyer, ReturnStatus.Escalated, body.Words, caller.Account);
        return refusal is not null
            ? refusal.AsProblem()
            : await tx.CommitAsync(TypedResults.Ok(await returns.OneAsync(tx, id)));
    }
}
