using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Trust;

/// <summary>
/// A moderator takes a case for a quarter of an hour, so that nobody else looks at it meanwhile; taken again, they have
/// it for another.
/// </summary>
public static class TakeCase
{
    static readonly TimeSpan Lease = TimeSpan.FromMinutes(15);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/admin/cases/{case:guid}/take", Handle)
        .WithName(nameof(TakeCase))
        .RequireAccess(Permission.Moderate)
        .Refuses(
            Refusals.CaseNotFound, Refusals.CaseDecided, Refusals.CaseTaken, Refusals.CaseHandedUp,
            Refusals.CaseYours);

    /// <param name="Until">When somebody else may take it.</param>
    public sealed record Taken(DateTime Until);

    static async Task<Results<Ok<Taken>, ProblemHttpResult>> Handle(
        Guid @case, Caller caller, Database database, CaseDesk desk, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var found = await CaseDesk.LockAsync(tx, @case, caller);
        if (await desk.RefuseAsync(tx, found, null, caller) is { } refusal) return refusal.AsProblem();

        var until = await tx.OneAsync<DateTime>(TakeSql, new { @case, caller.Account, Lease });
        if (!found!.IsTaken) await History.TellAsync(tx, @case, "taken", caller.Account);
        tx.Audit(
            "case", @case, new { takenBy = found.IsTaken ? found.TakenBy : null }, new { takenBy = caller.Account });
        return await tx.CommitAsync(TypedResults.Ok(new Taken(until)));
    }

    const string TakeSql = """
        -- trust.take-case.take
        update trust.case_file
        set taken_by = @Account, taken_until = now() + @Lease, looked_at = coalesce(looked_at, now())
        where id = @case
        returning taken_until
        """;
}
