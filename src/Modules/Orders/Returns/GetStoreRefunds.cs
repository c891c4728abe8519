using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>What a store's order was sold for, what of it was given back, and what can be.</summary>
public static class GetStoreRefunds
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/store/{store:guid}/orders/{order:guid}/refunds", Handle)
        .WithName(nameof(GetStoreRefunds))
        .RequireAccount()
        .Refuses(Refusals.StoreNotFound, Refusals.RoleLacks, Refusals.OrderNotFound);

    /// <param name="Left">What can be given back; nothing before it is a sale.</param>
    /// <param name="ByHand">Paid at the door: the store gives money back the same way.</param>
    /// <param name="Unsent">Whether something is left to send that can be given up.</param>
    public sealed record Answer(
        Money Left, bool ByHand, bool Unsent, IReadOnlyList<Line> Lines, IReadOnlyList<Refund> Refunds,
        IReadOnlyList<ReturnOfOrder> Returns);

    /// <param name="Payable">Units that can be paid back.</param>
    public sealed record Line(int Number, int Quantity, int Payable);

    static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        Guid store, Guid order, Caller caller, Database database, IStoreDesk desk, IOrderBook orders,
        Refunding refunding, Returns returns, CancellationToken stop)
    {
        await using var session = await database.ReadFreshAsync(stop);
        var (standing, refusal) = await desk.EnterAsync(session, store, caller, StoreRight.See);
        if (standing is null) return refusal!.AsProblem();
        if (await orders.FindAsync(session, order) is not { } found || found.Store != store)
            return Refusals.OrderNotFound.AsProblem();
        var sold = await Refunding.SoldAsync(session, database.Region, order);
        var units = await returns.UnitsAsync(session, order);
        return TypedResults.Ok(new Answer(
            await refunding.LeftAsync(session, order, sold.Currency), sold.Method == PaymentMethod.CashOnDelivery,
            RefundUnsent.Refuse(sold.Status, units) is null,
            [.. units.Select(line => new Line(line.Position, line.Quantity, line.Payable))],
            await returns.RefundsAsync(session, order), await returns.OfOrderAsync(session, order)));
    }
}
