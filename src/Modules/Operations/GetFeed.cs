using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Operations;

/// <summary>
/// Which feed wakes the readers of the event log, and how the replication slot stands where there is one.
/// </summary>
public static class GetFeed
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/admin/feed", Handle)
        .WithName(nameof(GetFeed))
        .RequireAccess(Permission.ManageOperations);

    public static async Task<Ok<FeedDesk.Standing>> Handle(FeedDesk desk, CancellationToken stop) =>
        TypedResults.Ok(await desk.LookAsync(stop));
}
