using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>The buyer sent the goods back, and says who carries them. Said again, the tracking is corrected.</summary>
public static class SendReturn
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/returns/{id:guid}/shipment", Handle)
        .WithName(nameof(SendReturn))
        .AllowAnyone()
        .Refuses(Refusals.ReturnNotFound, Refusals.ReturnNotReachable, Refusals.CarrierNeeded)
        .WithExample(new Body("Correios", "BR123456789BR", null));

    public sealed record Body(
        [OneLine(80, Optional = true)] string? Carrier,
        [OneLine(80, Optional = true)] string? TrackingNumber,
        [WebAddress] string? TrackingUrl);

    static async Task<Results<Ok<Return>, ProblemHttpResult>> Handle(
        Guid id, Body body, Caller caller, Database database, Returning returning, Returns returns,
        CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        if (await ReturnDesk.HoldOfBuyerAsync(tx, id, caller) is not { } held)
            return Refusals.ReturnNotFound.AsProblem();
        var tracking = Tracking.Of(body.Carrier, body.TrackingNumber, body.TrackingUrl);
        if (tracking.IsNobodys) return Refusals.CarrierNeeded.AsProblem();
        var refusal = await returning.MoveAsync(tx, held, ReturnSide.Buyer, ReturnStatus.Sent, null, caller.Account);
        if (refusal is not null) return refusal.AsProblem();
        await tx.ExecuteAsync(TrackSql, new { tx.Region, id, tracking.Carrier, tracking.Number, tracking.Url });
        tx.Touch([id]);
        return await tx.CommitAsync(TypedResults.Ok(await returns.OneAsync(tx, id)));
    }

    const string TrackSql = """
        -- orders.send-return.track
        update orders.return set carrier = @Carrier, tracking_number = @Number, tracking_url = @Url
        where region = @Region and id = @id
        """;
}
