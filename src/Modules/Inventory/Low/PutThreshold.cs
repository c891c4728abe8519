using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Inventory;

/// <summary>Sets at how many free units of an offer its store wants to be told, or that it does not.</summary>
public static class PutThreshold
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/store/{store:guid}/stock/{offer:guid}/threshold", Handle)
        .WithName(nameof(PutThreshold))
        .RequireAccountOrKey()
        .Refuses(Refusals.StoreNotFound, Refusals.OfferNotFound)
        .WithExample(new Body(5));

    /// <param name="Threshold">At or under so many free units; null for never.</param>
    public sealed record Body([Range(0, Stock.Most)] long? Threshold);

    static async Task<Results<Ok<Stock>, ProblemHttpResult>> Handle(
        Guid store, Guid offer, Body body, Caller caller, Database database, IStoreDesk desk, IOfferBook offers,
        CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        if (await SetStoreStock.RefuseAsync(tx, store, offer, caller, desk, offers) is { } refusal)
            return refusal.AsProblem();

        var stock = (await Counts.OpenAsync(tx, [offer])).Single();
        if (stock.IsNew)
            await Counts.SetAsync(tx, [stock], new Dictionary<Guid, long> { [offer] = 0 }, null, caller.Actor);
        await tx.ExecuteAsync(PutSql, new { tx.Region, offer, body.Threshold });
        // Also what is low by nothing but the new threshold: whoever sets it wants to know.
        if (Freed.Crossed(offer, (stock.Free, stock.Threshold), (stock.Free, body.Threshold)) is { } said)
            tx.Append(said);
        return await tx.CommitAsync(TypedResults.Ok(stock with { Threshold = body.Threshold }));
    }

    const string PutSql = """
        -- inventory.put-threshold.put
        update inventory.stock set threshold = @Threshold where region = @Region and offer_id = @offer
        """;
}
