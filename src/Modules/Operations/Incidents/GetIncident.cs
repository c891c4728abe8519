using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Operations;

/// <summary>One incident: what it said, where it was seen, what was done about it and who was told.</summary>
public static class GetIncident
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/admin/incidents/{incident:guid}", Handle)
        .WithName(nameof(GetIncident))
        .RequireAccess(Permission.ManageOperations)
        .Refuses(Refusals.IncidentNotFound);

    static async Task<Results<Ok<IncidentFile>, ProblemHttpResult>> Handle(
        Guid incident, Incidents incidents, Database database, CancellationToken stop)
    {
        await using var session = await database.ReadFreshAsync(stop);
        return await incidents.FileAsync(session, incident, stop) is { } file
            ? TypedResults.Ok(file)
            : Refusals.IncidentNotFound.AsProblem();
    }
}
