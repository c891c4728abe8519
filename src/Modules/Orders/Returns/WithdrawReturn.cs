using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>
/// The buyer lets a return be: gives it up before anything came back, or is content with the part that was paid. Said
/// again, it changes nothing.
/// </summary>
public static class WithdrawReturn
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/returns/{id:guid}/withdraw", Handle)
        .WithName(nameof(WithdrawReturn))
        .AllowAnyone()
        .Refuses(Refusals.ReturnNotFound, Refusals.ReturnNotReachable);

    static async Task<Results<Ok<Return>, ProblemHttpResult>> Handle(
        Guid id, Caller caller, Database database, Returning returning, Returns returns, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        if (await ReturnDesk.HoldOfBuyerAsync(tx, id, caller) is not { } held)
            return Refusals.ReturnNotFound.AsProblem();
        var refusal = await returning.MoveAsync(
            tx, held, ReturnSide.Buyer,
            held.Status == ReturnStatus.PartRefunded ? ReturnStatus.Refunded : ReturnStatus.Withdrawn, null,
            caller.Account);
        return refusal is not null
            ? refusal.AsProblem()
            : await tx.CommitAsync(TypedResults.Ok(await returns.OneAsync(tx, id)));
    }
}
