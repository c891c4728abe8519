using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>One return, as those who decide about it read it.</summary>
public static class GetReturnFile
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/admin/returns/{id:guid}", Handle)
        .WithName(nameof(GetReturnFile))
        .RequireAccess(Permission.ManageOrders)
        .Refuses(Refusals.ReturnNotFound);

    static async Task<Results<Ok<Return>, ProblemHttpResult>> Handle(
        Guid id, Database database, Returns returns, CancellationToken stop)
    {
        await using var session = await database.ReadFreshAsync(stop);
        return await returns.OneAsync(session, id) is { } found
            ? TypedResults.Ok(found)
            : Refusals.ReturnNotFound.AsProblem();
    }
}
