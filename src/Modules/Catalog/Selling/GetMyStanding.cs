using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Catalog;

/// <summary>
/// Whether a store's offers of a product are the ones its page shows first, why, and what would make them so.
/// </summary>
public static class GetMyStanding
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/store/{store:guid}/listings/{product:guid}/standing", Handle)
        .WithName(nameof(GetMyStanding))
        .RequireAccountOrKey()
        .Refuses(Refusals.StoreNotFound, Refusals.ListingNotFound);

    /// <param name="Items">One an offer that is for sale now.</param>
    public sealed record Answer(IReadOnlyList<Standing> Items);

    /// <param name="Place">Among all offers of the variant, from 1.</param>
    /// <param name="Of">How many those are.</param>
    /// <param name="Total">The price with the delivery of one unit.</param>
    /// <param name="WinsBy">What the first offer is first by: this one, or the other.</param>
    /// <param name="First">Price with delivery of the first offer, where that is another's.</param>
    /// <param name="PriceToWin">
    /// The highest price at which this one would be first, once it is in stock; null where it is, or no price would do.
    /// </param>
    public sealed record Standing(
        Guid Offer, Guid Variant, string Sku, int Place, int Of, Money Total, string WinsBy, Money? First,
        Money? PriceToWin);

    static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        Guid store, Guid product, Caller caller, Database database, IStoreDesk desk, RankedOffers ranked,
        CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        var (standing, refusal) = await desk.EnterAsync(session, store, caller, StoreRight.See);
        if (standing is null) return refusal!.AsProblem();
        var offers = await ranked.OfAsync(session, [product]);
        if (offers.All(offer => offer.Store.Id != store)) return Refusals.ListingNotFound.AsProblem();
        return TypedResults.Ok(new Answer(
        [
            .. offers.GroupBy(offer => offer.Variant).SelectMany(same => Of([.. same], store)),
        ]));
    }

    static IEnumerable<Standing> Of(IReadOnlyList<RankedOffer> same, Guid store)
    {
        var first = same[0];
        foreach (var (place, own) in same.Index().Where(one => one.Item.Store.Id == store))
        {
            // What is first is told by how it stands to the next; what is not, by how it stands to the first.
            var isFirst = place == 0;
            yield return new(
                own.Id, own.Variant, own.Sku, place + 1, same.Count, TotalOf(own),
                WinningOffer.Why(first.Candidate, (isFirst ? same.ElementAtOrDefault(1) : own)?.Candidate),
                isFirst ? null : TotalOf(first),
                isFirst ? null
                    : WinningOffer.PriceToWin(own.Candidate, first.Candidate, own.Store.LeastDeliveryMinor)
                        is { } price ? new Money(price, own.Currency) : null);
        }
    }

    static Money TotalOf(RankedOffer offer) => new(offer.PriceMinor + offer.DeliveryMinor, offer.Currency);
}
