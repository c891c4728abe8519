using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Operations;

/// <summary>The job queue: what waits, runs, failed, or was given up after too many tries; the oldest first.</summary>
public static class ListJobs
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/admin/jobs", Handle)
        .WithName(nameof(ListJobs))
        .RequireAccess(Permission.ManageOperations)
        .Refuses(KernelRefusals.MalformedCursor);

    /// <param name="Counts">Of each state, whatever was asked for; up to 20,000.</param>
    public sealed record Queue(IReadOnlyList<JobDesk.Queued> Items, string? Next, JobDesk.Counts Counts);

    public static async Task<Results<Ok<Queue>, ProblemHttpResult>> Handle(
        [AllowedValues(null, "parked", "failing", "running", "waiting")] string? state,
        int? limit, string? cursor, JobDesk desk, CancellationToken stop)
    {
        if (!Cursor.TryReadAfter(cursor, out var after)) return KernelRefusals.MalformedCursor.AsProblem();
        var rows = await desk.ListAsync(state, after, Cursor.Limit(limit) + 1, stop);
        var page = Cursor.Cut(rows, Cursor.Limit(limit), row => row.Id);
        return TypedResults.Ok(new Queue(page.Items, page.Next, await desk.CountAsync(stop)));
    }
}
