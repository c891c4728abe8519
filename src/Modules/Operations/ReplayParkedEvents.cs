using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Operations;

/// <summary>
/// A reaction hears a parked event again, and after it all that wait behind it; without an event, everything it failed
/// on. It does so in a moment, in the background; what fails again stays parked with its new reason.
/// </summary>
public static class ReplayParkedEvents
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/admin/reactions/{reaction}/replay", Handle)
        .WithName(nameof(ReplayParkedEvents))
        .RequireAccess(Permission.ManageOperations)
        .Refuses(Refusals.ReactionNotFound, Refusals.NotParked)
        .WithExample(new Body(null));

    public sealed record Body(Guid? Event);

    /// <param name="Events">How many will be heard again.</param>
    public sealed record Wanted(int Events);

    public static async Task<Results<Accepted<Wanted>, ProblemHttpResult>> Handle(
        string reaction, Body body, ReactionDesk desk, Database database, CancellationToken stop)
    {
        if (!desk.Knows(reaction)) return Refusals.ReactionNotFound.AsProblem();
        await using var tx = await database.WriteAsync(stop);
        var events = await desk.ReplayAsync(tx, reaction, body.Event);
        if (events == 0 && body.Event is not null) return Refusals.NotParked.AsProblem();
        tx.Audit("reaction", reaction, new { parked = events }, new { replayed = body.Event?.ToString() ?? "all" });
        return await tx.CommitAsync(TypedResults.Accepted((string?)null, new Wanted(events)));
    }
}
