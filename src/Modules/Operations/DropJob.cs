using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Operations;

/// <summary>Gives a parked job up for good.</summary>
public static class DropJob
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapDelete("/admin/jobs/{job:guid}", Handle)
        .WithName(nameof(DropJob))
        .RequireAccess(Permission.ManageOperations)
        .Refuses(Refusals.JobNotParked);

    public static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Guid job, JobDesk desk, Database database, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        if (!await desk.DropAsync(tx, job)) return Refusals.JobNotParked.AsProblem();
        tx.Audit("job", job, new { state = "parked" }, null);
        return await tx.CommitAsync(TypedResults.NoContent());
    }
}
