using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Operations;

/// <summary>It is put right: should it be seen again, that is a new one which names this one.</summary>
public static class ResolveIncident
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/admin/incidents/{incident:guid}/resolve", Handle)
        .WithName(nameof(ResolveIncident))
        .RequireAccess(Permission.ManageOperations)
        .Refuses(Refusals.IncidentNotFound, Refusals.IncidentNotOpen)
        .WithExample(new AcknowledgeIncident.Body("The larger disk is in."));

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Guid incident, AcknowledgeIncident.Body body, Caller caller, Database database, TimeProvider clock,
        CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        if (await Incidents.MoveAsync(
            tx, ResolveSql, incident, caller.Account!.Value, "resolved", body.Note,
            clock.GetUtcNow().UtcDateTime) is not { } before)
            return await WhyNotAsync(tx, incident);
        tx.Audit("incident", incident, new { state = before }, new { state = "resolved" }, body.Note);
        return await tx.CommitAsync(TypedResults.NoContent());
    }

    internal static async Task<ProblemHttpResult> WhyNotAsync(Tx tx, Guid incident) =>
        await tx.OneOrNullAsync<string>(StateSql, new { incident }) is { } state
            ? Refusals.IncidentNotOpen.With("state", state).AsProblem()
            : Refusals.IncidentNotFound.AsProblem();

    const string ResolveSql = """
        -- operations.resolve-incident.resolve
        update operations.incident i set resolved_at = @now, resolved_by = @account
        from (
            select id, state from operations.incident where id = @id and resolved_at is null for update) b
        where i.id = b.id
        returning b.state
        """;

    const string StateSql = """
        -- operations.resolve-incident.state
        select state from operations.incident where id = @incident
        """;
}
