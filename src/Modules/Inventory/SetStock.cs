using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Inventory;

/// <summary>An administrator counts or adjusts an offer's stock; never under what is reserved for buyers.</summary>
public static class SetStock
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPut("/admin/offers/{offer:guid}/stock", Handle)
        .WithName(nameof(SetStock))
        .RequireAccess(Permission.ManageStock)
        .Refuses(Refusals.OfferNotFound, Refusals.CountOrAdjustment, Refusals.StockOutOfBounds,
            Refusals.StockBelowReserved, Refusals.StockChangedMeanwhile)
        .WithExample(new Body(null, -2, "Two broke on the way to the shelf"));

    /// <param name="Seen">
    /// Units on hand the count was made beside; where there are others by now, it is refused.
    /// </param>
    public sealed record Body(
        [Range(0, Stock.Most)] long? OnHand,
        [Range(-Stock.Most, Stock.Most)] long? Adjustment,
        [Length(1, 200)] string? Why,
        [Range(0, Stock.Most)] long? Seen = null);

    public static async Task<Results<Ok<Stock>, ProblemHttpResult>> Handle(
        Guid offer, Body body, Caller caller, Database database, IOfferBook offers, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        if ((await offers.TermsAsync(tx, [offer])).Count == 0) return Refusals.OfferNotFound.AsProblem();
        return await RunAsync(tx, offer, body, caller);
    }

    /// <summary>Counts or adjusts in the caller's transaction, for whoever may, and commits.</summary>
    internal static async Task<Results<Ok<Stock>, ProblemHttpResult>> RunAsync(
        Tx tx, Guid offer, Body body, Caller caller)
    {
        if (Refuse(body) is { } malformed) return malformed.AsProblem();
        var stock = (await Counts.OpenAsync(tx, [offer])).Single();
        var target = body.OnHand ?? stock.OnHand + body.Adjustment!.Value;
        if (Refuse(stock, target, body.Seen) is { } refusal) return refusal.AsProblem();

        await Counts.SetAsync(tx, [stock], new Dictionary<Guid, long> { [offer] = target }, body.Why, caller.Actor);
        if (Deed.Current is { IsStaffs: true })
            tx.Audit("stock", offer, new { stock.OnHand }, new { onHand = target }, body.Why);
        return await tx.CommitAsync(TypedResults.Ok(stock with { OnHand = target }));
    }

    internal static Refusal? Refuse(Body body) => body switch
    {
        { OnHand: not null, Adjustment: null } => null,
        { OnHand: null, Adjustment: not null, Why: not null } => null,
        _ => Refusals.CountOrAdjustment,
    };

    internal static Refusal? Refuse(Stock stock, long target, long? seen) => target switch
    {
        _ when seen is not null && seen != stock.OnHand => Refusals.StockChangedMeanwhile.With(stock, target),
        < 0 or > Stock.Most => Refusals.StockOutOfBounds.With(stock, target),
        _ when target < stock.Reserved => Refusals.StockBelowReserved.With(stock, target),
        _ => null,
    };
}
