using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Operations;

/// <summary>
/// The process that answers holds what it keeps in memory against the database: how much, up to which version, what
/// differs, and a digest that is equal in two processes that hold the same.
/// </summary>
public static class CheckProcess
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/admin/process", Handle)
        .WithName(nameof(CheckProcess))
        .RequireAccess(Permission.ManageOperations);

    public sealed record Held(string Copy, long Version, long Checked, string Digest, long Differing);

    public static async Task<Ok<Page<Held>>> Handle(RollCall processes, CancellationToken stop) => TypedResults.Ok(
        new Page<Held>(
        [
            .. (await processes.CompareAsync(stop)).Select(one => new Held(
                one.Copy, one.Found.Version, one.Found.Checked, one.Found.Digest, one.Found.Differing.Count)),
        ], null));
}
