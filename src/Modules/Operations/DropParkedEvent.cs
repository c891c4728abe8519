using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Operations;

/// <summary>
/// Gives a parked event up: the reaction will never have heard it, and what waits behind it is heard next.
/// </summary>
public static class DropParkedEvent
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapDelete("/admin/reactions/{reaction}/parked/{said:guid}", Handle)
        .WithName(nameof(DropParkedEvent))
        .RequireAccess(Permission.ManageOperations)
        .Refuses(Refusals.ReactionNotFound, Refusals.NotParked);

    public static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        string reaction, Guid said, ReactionDesk desk, Database database, CancellationToken stop)
    {
        if (!desk.Knows(reaction)) return Refusals.ReactionNotFound.AsProblem();
        await using var tx = await database.WriteAsync(stop);
        if (!await desk.DropAsync(tx, reaction, said)) return Refusals.NotParked.AsProblem();
        tx.Audit("parked_event", said, new { reaction }, null);
        return await tx.CommitAsync(TypedResults.NoContent());
    }
}
