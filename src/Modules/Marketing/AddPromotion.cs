using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Marketing;

/// <summary>A store makes a promotion of its own, which it pays for.</summary>
public static class AddPromotion
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/store/{store:guid}/promotions", Handle)
        .WithName(nameof(AddPromotion))
        .RequireAccount()
        .Refuses(
            Refusals.TimesWrong, Refusals.EffectUnclear, Refusals.ScopeUnclear,
            Refusals.CodeTaken,
            Refusals.ByCouponAlone, Refusals.ProductsNotSold, Refusals.CategoryUnknown, Refusals.TooMany)
        .WithExample(new PromotionTerms(
            "Ten off lamps", null, new(2026, 12, 24, 23, 0, 0, DateTimeKind.Utc), "LAMPS10", null, null, 50_00, null,
            Promotion.Percent, 10, null, 20_00, 100, 1, 5, null));

    static async Task<Results<Created<PromotionFile>, ProblemHttpResult>> Handle(
        Guid store, PromotionTerms terms, Caller caller, Database database, IStoreDesk desk, PromotionDesk promotions,
        CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var (standing, refusal) = await desk.HoldAsync(tx, store, caller, StoreRight.Edit);
        if (standing is null) return refusal!.AsProblem();
        var (made, no) = await promotions.AddAsync(tx, store, standing.Currency, terms, [], caller.Account);
        return made is null
            ? no!.AsProblem()
            : await tx.CommitAsync(TypedResults.Created($"/api/v1/store/{store}/promotions", made));
    }
}
