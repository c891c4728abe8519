using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Stores;

/// <summary>A store with what is asked of it and what happened to it, for those who approve stores.</summary>
public static class GetStoreFile
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/admin/stores/{store:guid}", Handle)
        .WithName(nameof(GetStoreFile))
        .RequireAccess(Permission.ManageStores)
        .Refuses(Refusals.StoreNotFound);

    static async Task<Results<Ok<StoreFile>, ProblemHttpResult>> Handle(
        Guid store, Database database, Owners owners, CancellationToken stop)
    {
        var contacts = await owners.OfAsync(store, stop);
        await using var session = await database.ReadAsync(stop);
        return await StoreFile.ReadAsync(session, store, null, contacts) is { } found
            ? TypedResults.Ok(found)
            : Refusals.StoreNotFound.AsProblem();
    }
}
