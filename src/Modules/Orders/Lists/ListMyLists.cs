using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>The caller's lists, the first one first: thirty at most.</summary>
public static class ListMyLists
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/me/lists", Handle)
        .WithName(nameof(ListMyLists))
        .RequireAccount();

    static async Task<Ok<Page<KeptList>>> Handle(
        Caller caller, Database database, Lists lists, CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        return TypedResults.Ok(new Page<KeptList>(await lists.OfAsync(session, caller.Account!.Value), null));
    }
}
