using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>One return of the caller's, with each step and what was said to it.</summary>
public static class GetReturn
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/returns/{id:guid}", Handle)
        .WithName(nameof(GetReturn))
        .AllowAnyone()
        .Refuses(Refusals.ReturnNotFound);

    static async Task<Results<Ok<Return>, ProblemHttpResult>> Handle(
        Guid id, Caller caller, Database database, Returns returns, CancellationToken stop)
    {
        if (Owner.Of(caller) is not { } owner) return Refusals.ReturnNotFound.AsProblem();
        await using var session = await database.ReadFreshAsync(stop);
        return await returns.OneAsync(session, id, owner: owner) is { } found
            ? TypedResults.Ok(found)
            : Refusals.ReturnNotFound.AsProblem();
    }
}
