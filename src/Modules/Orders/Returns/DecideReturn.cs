using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>
/// The platform decides about a return that was escalated: the buyer gets the money, sends the goods back first, or the
/// store keeps the money. Decided alike again, it changes nothing.
/// </summary>
public static class DecideReturn
{
    public const string Buyer = "buyer";
    public const string SendBack = "send_back";
    public const string Store = "store";

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/admin/returns/{id:guid}/decision", Handle)
        .WithName(nameof(DecideReturn))
        .RequireAccess(Permission.ManageOrders)
        .Refuses(
            Refusals.ReturnNotFound, Refusals.ReturnNotReachable, Refusals.RefundCurrency, Refusals.TooManyRefunds)
        .WithExample(new Body(Buyer, null, "The pictures show the damage."));

    /// <param name="Outcome">buyer, send_back or store.</param>
    /// <param name="Amount">What the buyer gets; null for all that is to be paid.</param>
    /// <param name="Words">Why, or where to send it: both sides read it.</param>
    public sealed record Body(
        [Required, AllowedValues(Buyer, SendBack, Store)] string Outcome,
        GivenBack? Amount,
        [Required, PlainText(2000)] string Words);

    static async Task<Results<Ok<Return>, ProblemHttpResult>> Handle(
        Guid id, Body body, Caller caller, Database database, Returning returning, Returns returns,
        CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        if (await ReturnDesk.HoldAsync(tx, id) is not { } held) return Refusals.ReturnNotFound.AsProblem();
        var refusal = body.Outcome == Buyer
            ? await returning.PayAsync(
                tx, held, ReturnSide.Platform, body.Amount?.Money, body.Words, caller.Account)
            : await returning.MoveAsync(
                tx, held, ReturnSide.Platform, body.Outcome == Store ? ReturnStatus.Kept : ReturnStatus.Accepted,
                body.Words, caller.Account);
        if (refusal is not null) return refusal.AsProblem();
        tx.Audit("return", id, new { held.Status }, new { body.Outcome, amount = body.Amount?.Money });
        return await tx.CommitAsync(TypedResults.Ok(await returns.OneAsync(tx, id)));
    }
}
