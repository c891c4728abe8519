using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Trust;

/// <summary>What was decided about what the caller wrote, newest first, and why.</summary>
public static class ListMyDecisions
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/me/decisions", Handle)
        .WithName(nameof(ListMyDecisions))
        .RequireAccount()
        .Refuses(KernelRefusals.MalformedCursor);

    static async Task<Results<Ok<OwnDecisions>, ProblemHttpResult>> Handle(
        int? limit, string? cursor, Caller caller, Database database, Vault vault, CancellationToken stop)
    {
        if (!Cursor.TryReadBefore(cursor, out var before)) return KernelRefusals.MalformedCursor.AsProblem();
        await using var session = await database.ReadAsync(stop);
        return TypedResults.Ok(await OwnDecisions.ReadAsync(
            session, vault, caller.Account!.Value, false, limit, before));
    }
}
