using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Stores;

/// <summary>A store for those who work there: how it stands, what is asked of it, what happened to it.</summary>
public static class GetMyStore
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/store/{store:guid}", Handle)
        .WithName(nameof(GetMyStore))
        .RequireAccountOrKey()
        .Refuses(Refusals.StoreNotFound);

    static async Task<Results<Ok<StoreFile>, ProblemHttpResult>> Handle(
        Guid store, Caller caller, Database database, Owners owners, CancellationToken stop)
    {
        var contacts = await owners.OfAsync(store, stop);
        await using var session = await database.ReadAsync(stop);
        var (standing, refusal) = await Desk.EnterAsync(session, store, caller);
        return standing is null
            ? refusal!.AsProblem()
            : TypedResults.Ok(await StoreFile.ReadAsync(session, store, standing.Role, contacts));
    }
}
