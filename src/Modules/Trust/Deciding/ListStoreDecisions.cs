using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Trust;

/// <summary>What was decided about a store and what it sells or wrote, for its owners and managers.</summary>
public static class ListStoreDecisions
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/store/{store:guid}/decisions", Handle)
        .WithName(nameof(ListStoreDecisions))
        .RequireAccount()
        .Refuses(KernelRefusals.MalformedCursor);

    static async Task<Results<Ok<OwnDecisions>, ProblemHttpResult>> Handle(
        Guid store, int? limit, string? cursor, Caller caller, Database database, IStoreDesk desk, Vault vault,
        CancellationToken stop)
    {
        if (!Cursor.TryReadBefore(cursor, out var before)) return KernelRefusals.MalformedCursor.AsProblem();
        await using var session = await database.ReadAsync(stop);
        var (standing, refusal) = await desk.EnterAsync(session, store, caller, StoreRight.Edit);
        return standing is null
            ? refusal!.AsProblem()
            : TypedResults.Ok(await OwnDecisions.ReadAsync(session, vault, store, true, limit, before));
    }
}
