using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Operations;

/// <summary>
/// A reaction hears again what was said since a time, or from the beginning, while everything goes on. It forgets first
/// what would count twice: the end is as if it had heard each event once.
/// </summary>
public static class ResetReaction
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/admin/reactions/{reaction}/reset", Handle)
        .WithName(nameof(ResetReaction))
        .RequireAccess(Permission.ManageOperations)
        .Refuses(Refusals.ReactionNotFound)
        .WithExample(new Body(null));

    /// <param name="Since">From the beginning where null.</param>
    public sealed record Body(DateTimeOffset? Since);

    /// <param name="From">From when on it hears again: what was asked for, or a little earlier.</param>
    public sealed record SetBack(DateTime From);

    public static async Task<Results<Accepted<SetBack>, ProblemHttpResult>> Handle(
        string reaction, Body body, ReactionDesk desk, Database database, CancellationToken stop)
    {
        if (!desk.Knows(reaction)) return Refusals.ReactionNotFound.AsProblem();
        var since = body.Since?.UtcDateTime ?? DateTime.UnixEpoch;
        await using var tx = await database.WriteAsync(stop);
        var from = await desk.ResetAsync(tx, reaction, since < DateTime.UnixEpoch ? DateTime.UnixEpoch : since);
        tx.Audit("reaction", reaction, null, new { hearsAgainSince = since });
        return await tx.CommitAsync(TypedResults.Accepted((string?)null, new SetBack(from)));
    }
}
