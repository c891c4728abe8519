using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>
/// A store sends units of an order in a parcel. The order is on its way once the last of them are; until then more
/// parcels may follow.
/// </summary>
public static class ShipOrder
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/store/{store:guid}/orders/{order:guid}/shipments", Handle)
        .WithName(nameof(ShipOrder))
        .RequireAccountOrKey()
        .Refuses(
            Refusals.StoreNotFound, Refusals.RoleLacks, Refusals.OrderNotFound, Refusals.StatusNotReachable,
            Refusals.NoSuchLine, Refusals.UnitsNotLeft, Refusals.CarrierNeeded, Refusals.TooManyShipments)
        .WithExample(new Body(
            [new(0, 2)], "Correios", "BR123456789BR", "https://rastreamento.correios.com.br/BR123456789BR"));

    /// <param name="Lines">What is in the parcel; a line named twice counts twice.</param>
    /// <param name="Carrier">Who carries it.</param>
    /// <param name="TrackingNumber">What the carrier calls it.</param>
    /// <param name="TrackingUrl">Where the buyer can follow it.</param>
    public sealed record Body(
        [Required, Length(1, 200)] IReadOnlyList<Item> Lines,
        [OneLine(80, Optional = true)] string? Carrier,
        [OneLine(80, Optional = true)] string? TrackingNumber,
        [WebAddress] string? TrackingUrl);

    /// <param name="Line">A line of the order, by its number there.</param>
    public sealed record Item([Range(0, 1_000)] int Line, [Range(1, 1_000_000)] int Quantity);

    static async Task<Results<Created<StoreOrder>, ProblemHttpResult>> Handle(
        Guid store, Guid order, Body body, Caller caller, Database database, OrderDesk desk, Shipping shipping,
        StoreOrders orders, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var (held, refusal) = await desk.HoldAsync(tx, store, order, caller);
        if (held is null) return refusal!.AsProblem();
        var wanted = body.Lines.GroupBy(item => item.Line)
            .ToDictionary(units => units.Key, units => units.Sum(item => (long)item.Quantity));
        (_, refusal) = await shipping.SendAsync(
            tx, held, wanted, Tracking.Of(body.Carrier, body.TrackingNumber, body.TrackingUrl), caller.Actor);
        if (refusal is not null) return refusal.AsProblem();
        return await tx.CommitAsync(TypedResults.Created(
            $"/api/v1/store/{store}/orders/{order}", (await orders.OneAsync(tx, store, order))!));
    }
}
