using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Operations;

/// <summary>A job that failed runs again now, with all its tries before it.</summary>
public static class RetryJob
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/admin/jobs/{job:guid}/retry", Handle)
        .WithName(nameof(RetryJob))
        .RequireAccess(Permission.ManageOperations)
        .Refuses(Refusals.JobNotRetried);

    public static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Guid job, JobDesk desk, Database database, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        if (!await desk.RetryAsync(tx, job)) return Refusals.JobNotRetried.AsProblem();
        tx.Audit("job", job, new { state = "failing" }, new { state = "waiting" });
        var answer = await tx.CommitAsync(TypedResults.NoContent());
        database.JobBell.Ring();
        return answer;
    }
}
