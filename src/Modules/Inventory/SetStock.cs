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
            Refusals.StockBelowReserved)
        .WithExample(new Body(null, -2, "Two broke on the way to the shelf"));

    public sealed record Body(
        [Range(0, Stock.Most)] long? OnHand,
        [Range(-Stock.Most, Stock.Most)] long? Adjustment,
        [Length(1, 200)] string? Why);

    public static async Task<Results<Ok<Stock>, ProblemHttpResult>> Handle(
        Guid offer, Body body, Caller caller, Database database, Shelf shelf, IOfferBook offers,
        CancellationToken stop)
    {
        if (Refuse(body) is { } malformed) return malformed.AsProblem();
        await using var tx = await database.WriteAsync(stop);
        if ((await offers.TermsAsync(tx, [offer])).Count == 0) return Refusals.OfferNotFound.AsProblem();

        var stock = (await shelf.OpenAsync(tx, [offer])).Single();
        var target = body.OnHand ?? stock.OnHand + body.Adjustment!.Value;
        if (Refuse(stock, target) is { } refusal) return refusal.AsProblem();

        var targets = new Dictionary<Guid, long> { [offer] = target };
        await Shelf.SetAsync(tx, [stock], targets, body.Why, caller.Account);
        var answer = TypedResults.Ok(stock with { OnHand = target });
        await tx.CommitAsync(answer);
        return answer;
    }

    internal static Refusal? Refuse(Body body) => body switch
    {
        { OnHand: not null, Adjustment: null } => null,
        { OnHand: null, Adjustment: not null, Why: not null } => null,
        _ => Refusals.CountOrAdjustment,
    };

    internal static Refusal? Refuse(Stock stock, long target) => target switch
    {
        < 0 or > Stock.Most => Refusals.StockOutOfBounds.With(stock, target),
        _ when target < stock.Reserved => Refusals.StockBelowReserved.With(stock, target),
        _ => null,
    };
}
