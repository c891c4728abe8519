using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Marketing;

/// <summary>
/// Ends a promotion of the platform before its time. What was bought with it stays as it is; ending it again changes
/// nothing.
/// </summary>
public static class EndPlatformPromotion
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/admin/promotions/{promotion:guid}/end", Handle)
        .WithName(nameof(EndPlatformPromotion))
        .RequireAccess(Permission.ManagePromotions)
        .Refuses(Refusals.PromotionNotFound);

    static async Task<Results<Ok<PromotionFile>, ProblemHttpResult>> Handle(
        Guid promotion, Database database, PromotionDesk promotions, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        if (await promotions.EndAsync(tx, Guid.Empty, promotion) is not { } ended)
            return Refusals.PromotionNotFound.AsProblem();
        tx.Audit("promotion", promotion, new { ended.Name, ended.Until }, new { ended.EndedAt });
        return await tx.CommitAsync(TypedResults.Ok(ended));
    }
}
