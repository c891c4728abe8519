using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>Corrects who carries a parcel and by which number, from the version the caller saw.</summary>
public static class PutTracking
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/store/{store:guid}/orders/{order:guid}/shipments/{shipment:guid}/tracking", Handle)
        .WithName(nameof(PutTracking))
        .RequireAccountOrKey()
        .Refuses(
            Refusals.StoreNotFound, Refusals.RoleLacks, Refusals.OrderNotFound, Refusals.ShipmentNotFound,
            Refusals.ShipmentChanged, Refusals.CarrierNeeded, Refusals.TooManySteps)
        .WithExample(new Body(1, "Correios", "BR123456789BR", null));

    /// <param name="Version">The version the correction was made of.</param>
    public sealed record Body(
        [Range(1, int.MaxValue)] int Version,
        [OneLine(80, Optional = true)] string? Carrier,
        [OneLine(80, Optional = true)] string? TrackingNumber,
        [WebAddress] string? TrackingUrl);

    static async Task<Results<Ok<StoreOrder>, ProblemHttpResult>> Handle(
        Guid store, Guid order, Guid shipment, Body body, Caller caller, Database database, OrderDesk desk,
        Shipping shipping, StoreOrders orders, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var (held, refusal) = await desk.HoldAsync(tx, store, order, caller);
        if (held is null) return refusal!.AsProblem();
        var tracking = Tracking.Of(body.Carrier, body.TrackingNumber, body.TrackingUrl);
        refusal = await shipping.CorrectAsync(tx, held, shipment, body.Version, tracking, caller.Actor);
        return refusal is not null
            ? refusal.AsProblem()
            : await tx.CommitAsync(TypedResults.Ok((await orders.OneAsync(tx, store, order))!));
    }
}
