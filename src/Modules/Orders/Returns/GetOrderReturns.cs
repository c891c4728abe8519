using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>What of an order can be sent back or claimed, what was, and what of its money came back.</summary>
public static class GetOrderReturns
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/orders/{order:guid}/returns", Handle)
        .WithName(nameof(GetOrderReturns))
        .AllowAnyone()
        .Refuses(Refusals.OrderNotFound);

    /// <param name="ByHand">Paid at the door: the store gives money back the same way.</param>
    /// <param name="Days">How long after it came something can be sent back.</param>
    public sealed record Answer(
        IReadOnlyList<Line> Lines, IReadOnlyList<ReturnOfOrder> Returns, IReadOnlyList<Refund> Refunds, bool ByHand,
        int Days);

    /// <param name="Returnable">Units that can be sent back or complained of.</param>
    /// <param name="Missable">Units that can be said not to have come.</param>
    public sealed record Line(int Number, Guid Offer, int Quantity, int Returnable, int Missable);

    static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        Guid order, Caller caller, Database database, IOrderBook orders, Returns returns,
        CancellationToken stop)
    {
        await using var session = await database.ReadFreshAsync(stop);
        if (await orders.OfBuyerAsync(session, order, caller) is null) return Refusals.OrderNotFound.AsProblem();
        return TypedResults.Ok(await returns.OfBuyerAsync(session, order));
    }
}
