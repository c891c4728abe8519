using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>One return of a store's: what comes back, why, and what was said to it.</summary>
public static class GetStoreReturn
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/store/{store:guid}/returns/{id:guid}", Handle)
        .WithName(nameof(GetStoreReturn))
        .RequireAccount()
        .Refuses(Refusals.StoreNotFound, Refusals.RoleLacks, Refusals.ReturnNotFound);

    static async Task<Results<Ok<Return>, ProblemHttpResult>> Handle(
        Guid store, Guid id, Caller caller, Database database, IStoreDesk desk, Returns returns,
        CancellationToken stop)
    {
        await using var session = await database.ReadFreshAsync(stop);
        var (standing, refusal) = await desk.EnterAsync(session, store, caller, StoreRight.See);
        if (standing is null) return refusal!.AsProblem();
        return await returns.OneAsync(session, id, store) is { } found
            ? TypedResults.Ok(found)
            : Refusals.ReturnNotFound.AsProblem();
    }
}
