using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>A store refuses a return, with its reason; the buyer may then ask the platform to decide.</summary>
public static class RefuseReturn
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/store/{store:guid}/returns/{id:guid}/refuse", Handle)
        .WithName(nameof(RefuseReturn))
        .RequireAccount()
        .Refuses(
            Refusals.StoreNotFound, Refusals.RoleLacks, Refusals.ReturnNotFound, Refusals.ReturnNotReachable)
        .WithExample(new Body("It was made to your measure, as the listing says."));

    /// <param name="Words">Why: the buyer reads it.</param>
    public sealed record Body([Required, PlainText(2000)] string Words);

    static async Task<Results<Ok<Return>, ProblemHttpResult>> Handle(
        Guid store, Guid id, Body body, Caller caller, Database database, ReturnDesk desk, Returning returning,
        Returns returns, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var (held, refusal) = await desk.HoldAsync(tx, store, id, caller);
        if (held is null) return refusal!.AsProblem();
        refusal = await returning.MoveAsync(
            tx, held, ReturnSide.Store, ReturnStatus.Refused, body.Words, caller.Account);
        return refusal is not null
            ? refusal.AsProblem()
            : await tx.CommitAsync(TypedResults.Ok(await returns.OneAsync(tx, id)));
    }
}
