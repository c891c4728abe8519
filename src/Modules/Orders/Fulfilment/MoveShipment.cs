using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>
/// A store says where a parcel is, and since when. Once every parcel of an order is delivered, the order is; what came
/// back can be sent again. Said again, it changes nothing.
/// </summary>
public static class MoveShipment
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/store/{store:guid}/orders/{order:guid}/shipments/{shipment:guid}/status", Handle)
        .WithName(nameof(MoveShipment))
        .RequireAccountOrKey()
        .Refuses(
            Refusals.StoreNotFound, Refusals.RoleLacks, Refusals.OrderNotFound, Refusals.ShipmentNotFound,
            Refusals.ShipmentStatusNotReachable, Refusals.ShipmentTimeWrong, Refusals.TooManySteps)
        .WithExample(new Body(ShipmentStatus.Delivered, new(2026, 12, 3, 15, 20, 0, DateTimeKind.Utc), "At the door."));

    /// <param name="Status">in_transit, out_for_delivery, delivered or returned.</param>
    /// <param name="At">When it happened, in UTC; null for now.</param>
    /// <param name="Note">What the buyer reads beside it.</param>
    public sealed record Body(
        [Required, AllowedValues(
            ShipmentStatus.InTransit, ShipmentStatus.OutForDelivery, ShipmentStatus.Delivered,
            ShipmentStatus.Returned)]
        string Status,
        DateTime? At,
        [OneLine(200, Optional = true)] string? Note);

    static async Task<Results<Ok<StoreOrder>, ProblemHttpResult>> Handle(
        Guid store, Guid order, Guid shipment, Body body, Caller caller, Database database, OrderDesk desk,
        Shipping shipping, StoreOrders orders, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var (held, refusal) = await desk.HoldAsync(tx, store, order, caller);
        if (held is null) return refusal!.AsProblem();
        var note = string.IsNullOrWhiteSpace(body.Note) ? null : body.Note;
        refusal = await shipping.MoveAsync(
            tx, held, shipment, body.Status, body.At?.InUtc(), note, caller.Actor);
        return refusal is not null
            ? refusal.AsProblem()
            : await tx.CommitAsync(TypedResults.Ok((await orders.OneAsync(tx, store, order))!));
    }
}
