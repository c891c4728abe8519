using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Operations;

/// <summary>
/// The events a reaction failed on, and those that wait behind them, in the order they would be heard.
/// </summary>
public static class ListParkedEvents
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/admin/reactions/{reaction}/parked", Handle)
        .WithName(nameof(ListParkedEvents))
        .RequireAccess(Permission.ManageOperations)
        .Refuses(Refusals.ReactionNotFound, KernelRefusals.MalformedCursor);

    public static async Task<Results<Ok<Page<ReactionDesk.Parked>>, ProblemHttpResult>> Handle(
        string reaction, int? limit, string? cursor, ReactionDesk desk, CancellationToken stop)
    {
        if (!desk.Knows(reaction)) return Refusals.ReactionNotFound.AsProblem();
        if (!Cursor.TryRead<ReactionDesk.Place>(cursor, out var after))
            return KernelRefusals.MalformedCursor.AsProblem();
        var rows = await desk.ParkedAsync(
            reaction, after ?? ReactionDesk.Place.Start, Cursor.Limit(limit) + 1, stop);
        return TypedResults.Ok(Cursor.Cut(rows, Cursor.Limit(limit), row => row.Place));
    }
}
