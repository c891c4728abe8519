using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Operations;

/// <summary>Somebody is at it: it is not told to others again.</summary>
public static class AcknowledgeIncident
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/admin/incidents/{incident:guid}/acknowledge", Handle)
        .WithName(nameof(AcknowledgeIncident))
        .RequireAccess(Permission.ManageOperations)
        .Refuses(Refusals.IncidentNotFound, Refusals.IncidentNotOpen)
        .WithExample(new Body("The disk of the second node is full; a larger one is on its way."));

    /// <param name="Note">For the others; nothing of persons.</param>
    public sealed record Body([OneLine(400, Optional = true)] string? Note);

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Guid incident, Body body, Caller caller, Database database, TimeProvider clock, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        if (await Incidents.MoveAsync(
            tx, AcknowledgeSql, incident, caller.Account!.Value, "acknowledged", body.Note,
            clock.GetUtcNow().UtcDateTime) is not { } before)
            return await ResolveIncident.WhyNotAsync(tx, incident);
        tx.Audit("incident", incident, new { state = before }, new { state = "acknowledged" }, body.Note);
        return await tx.CommitAsync(TypedResults.NoContent());
    }

    const string AcknowledgeSql = """
        -- operations.acknowledge-incident.acknowledge
        update operations.incident set acknowledged_at = @now, acknowledged_by = @account
        where id = @id and state = 'open'
        returning 'open'
        """;
}
