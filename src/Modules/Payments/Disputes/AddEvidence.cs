using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Payments;

/// <summary>The platform says what speaks for the stores of a dispute, until it is sent to the gateway.</summary>
public static class AddEvidence
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/admin/disputes/{dispute:guid}/evidence", Handle)
        .WithName(nameof(AddEvidence))
        .RequireAccess(Permission.ManagePayments)
        .Refuses(Refusals.DisputeNotFound, Refusals.DisputeClosed, Refusals.TooMuchEvidence)
        .WithExample(new GiveEvidence.Body("The buyer wrote on 5 December that all is well."));

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Guid dispute, GiveEvidence.Body body, Caller caller, Database database, Vault vault, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        if (await GiveEvidence.TakeAsync(tx, dispute, null, caller, body, vault) is { } refusal)
            return refusal.AsProblem();
        tx.Audit("dispute", dispute, null, new { evidence = body.Said.Length });
        return await tx.CommitAsync(TypedResults.NoContent());
    }
}
