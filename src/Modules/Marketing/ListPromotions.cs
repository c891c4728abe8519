using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Marketing;

/// <summary>All promotions of a store, newest first, with how often they were used.</summary>
public static class ListPromotions
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/store/{store:guid}/promotions", Handle)
        .WithName(nameof(ListPromotions))
        .RequireAccount()
        .Refuses(KernelRefusals.MalformedCursor);

    static async Task<Results<Ok<Page<PromotionFile>>, ProblemHttpResult>> Handle(
        Guid store, int? limit, string? cursor, Caller caller, Database database, IStoreDesk desk,
        PromotionDesk promotions, CancellationToken stop)
    {
        if (!Cursor.TryReadBefore(cursor, out var before)) return KernelRefusals.MalformedCursor.AsProblem();
        await using var session = await database.ReadAsync(stop);
        var (standing, refusal) = await desk.EnterAsync(session, store, caller, StoreRight.See);
        if (standing is null) return refusal!.AsProblem();
        return TypedResults.Ok(
            await promotions.PageAsync(session, database.Region, store, before, Cursor.Limit(limit)));
    }
}
