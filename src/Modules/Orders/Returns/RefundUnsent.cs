using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>
/// A store gives up what is left to send of an order of which something was sent: it could not be supplied, or its
/// parcel came back. Its money goes back, and the order ends with what was sent.
/// </summary>
public static class RefundUnsent
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/store/{store:guid}/orders/{order:guid}/unsent-refund", Handle)
        .WithName(nameof(RefundUnsent))
        .RequireAccount()
        .OnlyInPerson()
        .Refuses(
            Refusals.StoreNotFound, Refusals.RoleLacks, Refusals.OrderNotFound, Refusals.StatusNotReachable,
            Refusals.NothingUnsent, Refusals.CancelInstead, Refusals.TooManyRefunds)
        .WithExample(new Body(true));

    /// <param name="Shelf">Whether the units are for sale again.</param>
    public sealed record Body(bool Shelf);

    static async Task<Results<Ok<StoreOrder>, ProblemHttpResult>> Handle(
        Guid store, Guid order, Body body, Caller caller, Database database, OrderDesk desk, Shipping shipping,
        IStock stock, Refunding refunding, Returns returns, StoreOrders orders, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var (held, refusal) = await desk.HoldAsync(tx, store, order, caller);
        if (held is null) return refusal!.AsProblem();
        var lines = await returns.UnitsAsync(tx, order);
        refusal = Refuse(held.Status, lines);
        if (refusal is not null) return refusal.AsProblem();

        var unsent = lines.Where(line => line.Unsendable > 0)
            .ToDictionary(line => (int)line.Position, line => line.Unsendable);
        if (body.Shelf)
            await stock.RestockAsync(tx,
            [
                .. lines.Where(line => line.Unsendable > 0)
                    .Select(line => new Restock(order, line.Offer, line.Unsendable)),
            ]);
        var sold = await Refunding.SoldAsync(tx, tx.Region, order);
        var left = await refunding.LeftAsync(tx, order, sold.Currency);
        // Where nothing of it came to the buyer, nothing of the money stays.
        var amount = lines.All(line => line.Sent == 0)
            ? left.Amount
            : Math.Min(left.Amount, ReturnUnits.WorthMinor(lines, unsent, sold.DeliveryMinor));
        refusal = await refunding.PayAsync(tx, held, sold, new(
            left with { Amount = amount }, Refunding.NotSent, null, unsent) { Unsent = unsent }, caller.Account);
        if (refusal is not null) return refusal.AsProblem();
        await shipping.SettleAsync(tx, held, caller.Account);
        return await tx.CommitAsync(TypedResults.Ok((await orders.OneAsync(tx, store, order))!));
    }

    internal static Refusal? Refuse(string status, IReadOnlyList<ReturnUnits> lines) =>
        status is not (OrderStatus.Paid or OrderStatus.Preparing or OrderStatus.Shipped or OrderStatus.Delivered)
            ? Refusals.StatusNotReachable.With("status", status)
        : lines.All(line => line.Unsendable == 0) ? Refusals.NothingUnsent
        : status is OrderStatus.Paid or OrderStatus.Preparing && lines.All(line => line.Sent == 0)
            ? Refusals.CancelInstead
        : null;
}
