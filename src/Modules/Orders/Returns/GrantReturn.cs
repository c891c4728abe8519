using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>
/// A store gives the money without wanting anything back: all its units are worth, or a part with the reason, which the
/// buyer may have looked at.
/// </summary>
public static class GrantReturn
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/store/{store:guid}/returns/{id:guid}/refund", Handle)
        .WithName(nameof(GrantReturn))
        .RequireAccount()
        .Refuses(
            Refusals.StoreNotFound, Refusals.RoleLacks, Refusals.ReturnNotFound, Refusals.ReturnNotReachable,
            Refusals.WordsNeeded, Refusals.RefundCurrency, Refusals.TooManyRefunds)
        .WithExample(new Body(null, "Keep it; we are sorry."));

    /// <param name="Amount">What is given back; null for all that is to be.</param>
    /// <param name="Words">What the buyer reads; needed where it is less.</param>
    public sealed record Body(GivenBack? Amount, [PlainText(2000, Optional = true)] string? Words);

    static async Task<Results<Ok<Return>, ProblemHttpResult>> Handle(
        Guid store, Guid id, Body body, Caller caller, Database database, ReturnDesk desk, Returning returning,
        Returns returns, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var (held, refusal) = await desk.HoldAsync(tx, store, id, caller);
        if (held is null) return refusal!.AsProblem();
        refusal = await returning.PayAsync(
            tx, held, ReturnSide.Store, body.Amount?.Money, body.Words, caller.Account);
        return refusal is not null
            ? refusal.AsProblem()
            : await tx.CommitAsync(TypedResults.Ok(await returns.OneAsync(tx, id)));
    }
}
