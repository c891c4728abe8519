using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Marketing;

/// <summary>
/// Ends a promotion of a store before its time. What was bought with it stays as it is; ending it again changes
/// nothing.
/// </summary>
public static class EndPromotion
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/store/{store:guid}/promotions/{promotion:guid}/end", Handle)
        .WithName(nameof(EndPromotion))
        .RequireAccount()
        .Refuses(Refusals.PromotionNotFound);

    static async Task<Results<Ok<PromotionFile>, ProblemHttpResult>> Handle(
        Guid store, Guid promotion, Caller caller, Database database, IStoreDesk desk, PromotionDesk promotions,
        CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var (standing, refusal) = await desk.HoldAsync(tx, store, caller, StoreRight.Edit);
        if (standing is null) return refusal!.AsProblem();
        return await promotions.EndAsync(tx, store, promotion) is { } ended
            ? await tx.CommitAsync(TypedResults.Ok(ended))
            : Refusals.PromotionNotFound.AsProblem();
    }
}
