using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>
/// A store lets goods be sent back, says where to and who pays for that. Said again, it changes nothing.
/// </summary>
public static class AcceptReturn
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/store/{store:guid}/returns/{id:guid}/accept", Handle)
        .WithName(nameof(AcceptReturn))
        .RequireAccount()
        .Refuses(
            Refusals.StoreNotFound, Refusals.RoleLacks, Refusals.ReturnNotFound, Refusals.ReturnNotReachable)
        .WithExample(new Body("Send it to Rua Augusta 5, São Paulo; the label is in the box.", ReturnSide.Store));

    /// <param name="Words">Where to send it, and how.</param>
    /// <param name="Payer">Who pays for sending it: store or buyer. The store where it is its fault.</param>
    public sealed record Body(
        [Required, PlainText(2000)] string Words,
        [Required, AllowedValues(ReturnSide.Store, ReturnSide.Buyer)] string Payer);

    static async Task<Results<Ok<Return>, ProblemHttpResult>> Handle(
        Guid store, Guid id, Body body, Caller caller, Database database, ReturnDesk desk, Returning returning,
        Returns returns, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var (held, refusal) = await desk.HoldAsync(tx, store, id, caller);
        if (held is null) return refusal!.AsProblem();
        refusal = await returning.MoveAsync(
            tx, held, ReturnSide.Store, ReturnStatus.Accepted, body.Words, caller.Account);
        if (refusal is not null) return refusal.AsProblem();
        if (held.Status != ReturnStatus.Accepted)
            await tx.ExecuteAsync(PayerSql, new
            {
                tx.Region, id, payer = ReturnKind.IsOfStore(held.Reason) ? ReturnSide.Store : body.Payer,
            });
        return await tx.CommitAsync(TypedResults.Ok(await returns.OneAsync(tx, id)));
    }

    const string PayerSql = """
        -- orders.accept-return.payer
        update orders.return set payer = @payer where region = @Region and id = @id
        """;
}
