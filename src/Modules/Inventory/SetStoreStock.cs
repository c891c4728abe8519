using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Inventory;

/// <summary>
/// Those who work in a store count or adjust what is on hand; never under what is reserved for buyers.
/// </summary>
public static class SetStoreStock
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/store/{store:guid}/stock/{offer:guid}", Handle)
        .WithName(nameof(SetStoreStock))
        .RequireAccountOrKey()
        .Refuses(Refusals.StoreNotFound, Refusals.OfferNotFound, Refusals.CountOrAdjustment,
            Refusals.StockOutOfBounds, Refusals.StockBelowReserved, Refusals.StockChangedMeanwhile)
        .WithExample(new SetStock.Body(14, null, "Counted on Monday", 12));

    static async Task<Results<Ok<Stock>, ProblemHttpResult>> Handle(
        Guid store, Guid offer, SetStock.Body body, Caller caller, Database database, IStoreDesk desk,
        IOfferBook offers, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        if (await RefuseAsync(tx, store, offer, caller, desk, offers) is { } refusal) return refusal.AsProblem();
        return await SetStock.RunAsync(tx, offer, body, caller);
    }

    /// <summary>Holds the store for who serves there; why not, where they do not or it has no such offer.</summary>
    internal static async Task<Refusal?> RefuseAsync(
        Tx tx, Guid store, Guid offer, Caller caller, IStoreDesk desk, IOfferBook offers)
    {
        var (standing, refusal) = await desk.HoldAsync(tx, store, caller, StoreRight.Serve);
        if (standing is null) return refusal;
        return (await offers.TermsAsync(tx, [offer])).Any(one => one.Store == store) ? null : Refusals.OfferNotFound;
    }
}
