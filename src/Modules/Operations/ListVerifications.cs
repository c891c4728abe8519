using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Operations;

/// <summary>What the last verification of each kind found: references, stock and money; and copies.</summary>
public static class ListVerifications
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/admin/verifications", Handle)
        .WithName(nameof(ListVerifications))
        .RequireAccess(Permission.ManageOperations);

    public static async Task<Ok<Page<Verifications.Verification>>> Handle(Database database, CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        return TypedResults.Ok(new Page<Verifications.Verification>(await Verifications.ReadLastAsync(session), null));
    }
}
