using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Operations;

/// <summary>The last rebuilds of copies: how far they are, and their sums before and after.</summary>
public static class ListRebuilds
{
    const int AtMost = 50;

    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/admin/rebuilds", Handle)
        .WithName(nameof(ListRebuilds))
        .RequireAccess(Permission.ManageOperations);

    public static async Task<Ok<Page<Rebuilds.Progress>>> Handle(Database database, CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        return TypedResults.Ok(new Page<Rebuilds.Progress>(await Rebuilds.ListAsync(session, null, AtMost), null));
    }
}
