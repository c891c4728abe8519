using Feria.Contracts;
using Feria.Operations;
using Feria.Storefront;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Feria.BackOffice;

/// <summary>The job queue: what waits, what failed, and what was given up.</summary>
static class ShowJobs
{
    const string Place = "/operations/jobs";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, Show).RequireAccess(Permission.ManageOperations);
        pages.MapPost(Place + "/{job:guid}/retry", Retry).RequireAccess(Permission.ManageOperations);
        pages.MapPost(Place + "/{job:guid}/drop", Drop).RequireAccess(Permission.ManageOperations);
    }

    static async Task<IResult> Show(
        string? state, string? cursor, string? done, Visit visit, JobDesk desk, CancellationToken stop)
    {
        // What is not a state shows what needs somebody.
        var chosen = JobDesk.States.Contains(state) ? state! : JobDesk.States[0];
        var found = (await ListJobs.Handle(chosen, 50, cursor, desk, stop)).Result;
        if (found is not Ok<ListJobs.Queue> { Value: { } queue }) return found;
        return new RazorComponentResult<JobsPage>(new
        {
            Shown = new JobsPage.View(
                chosen, queue, queue.Next is { } next ? $"{Place}?state={chosen}&cursor={next}" : null,
                done is "retry" or "drop" ? visit.Say("jobs.done-" + done) : null),
        });
    }

    static Task<IResult> Retry(Guid job, Visit visit, Inside inside) =>
        DoAsync(nameof(RetryJob), "retry", job, visit, inside);

    static Task<IResult> Drop(Guid job, Visit visit, Inside inside) =>
        DoAsync(nameof(DropJob), "drop", job, visit, inside);

    static async Task<IResult> DoAsync(string slice, string what, Guid job, Visit visit, Inside inside)
    {
        var answer = await inside.CallAsync(slice, new { job });
        return answer.Problem is { } problem
            ? problem.AsProblem()
            : new SeeOther(visit.To($"{Place}?done={what}"));
    }
}
