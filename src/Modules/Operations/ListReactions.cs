using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Operations;

/// <summary>Every reaction: how far behind it is, and what it could not hear.</summary>
public static class ListReactions
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/admin/reactions", Handle)
        .WithName(nameof(ListReactions))
        .RequireAccess(Permission.ManageOperations);

    public static async Task<Ok<Page<ReactionDesk.Standing>>> Handle(ReactionDesk desk, CancellationToken stop) =>
        TypedResults.Ok(new Page<ReactionDesk.Standing>(await desk.ListAsync(stop), null));
}
