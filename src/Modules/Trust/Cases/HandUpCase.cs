using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Trust;

/// <summary>A moderator who cannot decide leaves a case to the others, and says why.</summary>
public static class HandUpCase
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/admin/cases/{case:guid}/hand-up", Handle)
        .WithName(nameof(HandUpCase))
        .RequireAccess(Permission.Moderate)
        .Refuses(
            Refusals.CaseNotFound, Refusals.CaseDecided, Refusals.CaseTaken, Refusals.CaseHandedUp,
            Refusals.CaseChanged, Refusals.CaseYours)
        .WithExample(new Body(1, "I do not know whether this is allowed to be sold here."));

    /// <param name="Version">The version of the case the caller saw.</param>
    public sealed record Body([Range(1, int.MaxValue)] int Version, [Required, PlainText(1000)] string Why);

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Guid @case, Body body, Caller caller, Database database, CaseDesk desk, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var found = await CaseDesk.LockAsync(tx, @case, caller);
        if (await desk.RefuseAsync(tx, found, body.Version, caller) is { } refusal) return refusal.AsProblem();

        var why = body.Why.Trim();
        await tx.ExecuteAsync(HandUpSql, new { @case, caller.Account });
        await History.TellAsync(tx, @case, "handed_up", caller.Account, why);
        tx.Audit("case", @case, new { handedUpBy = found!.HandedUpBy }, new { handedUpBy = caller.Account }, why);
        return await tx.CommitAsync(TypedResults.NoContent());
    }

    const string HandUpSql = """
        -- trust.hand-up-case.hand-up
        update trust.case_file
        set handed_up_by = @Account, taken_by = null, taken_until = null, looked_at = coalesce(looked_at, now()),
            version = version + 1
        where id = @case
        """;
}
