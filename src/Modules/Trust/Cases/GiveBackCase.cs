using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Trust;

/// <summary>A moderator lets others take a case they took.</summary>
public static class GiveBackCase
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/admin/cases/{case:guid}/give-back", Handle)
        .WithName(nameof(GiveBackCase))
        .RequireAccess(Permission.Moderate)
        .Refuses(Refusals.CaseNotFound, Refusals.CaseDecided, Refusals.CaseTaken);

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Guid @case, Caller caller, Database database, CaseDesk desk, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var found = await CaseDesk.LockAsync(tx, @case, caller);
        if (await desk.RefuseAsync(tx, found, null, caller) is { } refusal) return refusal.AsProblem();
        if (found!.TakenBy is null) return TypedResults.NoContent();

        await tx.ExecuteAsync(GiveBackSql, new { @case });
        await History.TellAsync(tx, @case, "given_back", caller.Account);
        tx.Audit("case", @case, new { takenBy = found.TakenBy }, new { takenBy = (Guid?)null });
        return await tx.CommitAsync(TypedResults.NoContent());
    }

    const string GiveBackSql = """
        -- trust.give-back-case.give-back
        update trust.case_file set taken_by = null, taken_until = null where id = @case
        """;
}
