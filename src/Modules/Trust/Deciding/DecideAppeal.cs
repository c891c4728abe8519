using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Trust;

/// <summary>
/// Another moderator than the one who decided upholds a decision that was appealed, or overturns it: then it is undone.
/// </summary>
public static class DecideAppeal
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/admin/cases/{case:guid}/appeal-decision", Handle)
        .WithName(nameof(DecideAppeal))
        .RequireAccess(Permission.Moderate)
        .Refuses(
            Refusals.CaseNotFound, Refusals.CaseDecided, Refusals.CaseTaken, Refusals.CaseHandedUp,
            Refusals.CaseChanged, Refusals.CaseYours, Refusals.DecisionYours)
        .WithExample(new Body(1, Outcome.Overturn, "The licence covers this model."));

    /// <param name="Version">The version of the appeal's case the caller saw.</param>
    /// <param name="Outcome">uphold or overturn.</param>
    /// <param name="Justification">Told to whoever appealed.</param>
    public sealed record Body(
        [Range(1, int.MaxValue)] int Version,
        [Required, AllowedValues(Trust.Outcome.Uphold, Trust.Outcome.Overturn)] string Outcome,
        [Required, PlainText(2000)] string Justification);

    static async Task<Results<Ok<Decided>, ProblemHttpResult>> Handle(
        Guid @case, Body body, Caller caller, Database database, CaseDesk desk, Undoing undoing,
        CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        if (await tx.OneOrNullAsync<Against>(AgainstSql, new { @case }) is not { } against)
            return Refusals.CaseNotFound.AsProblem();
        var first = (await CaseDesk.LockAsync(tx, against.Case, caller))!;
        var found = await CaseDesk.LockAsync(tx, @case, caller);
        if (await desk.RefuseAsync(tx, found, body.Version, caller) is { } refusal) return refusal.AsProblem();
        var decision = (await Decisions.FindAsync(tx, against.Decision))!;
        if (decision.By == caller.Account) return Refusals.DecisionYours.AsProblem();

        var why = body.Justification.Trim();
        if (body.Outcome == Outcome.Overturn)
            await undoing.RunAsync(tx, first, decision, why, caller.Account!.Value);
        else await History.TellAsync(tx, first.Id, Outcome.Uphold, caller.Account, why);
        var decided = await Decisions.CloseAsync(
            tx, found!, body.Outcome, decision.Reason, why, caller.Account!.Value, false, 0);
        tx.Append(new CaseDecided(@case, decided.Id, found!.Kind, body.Outcome));
        tx.Audit(
            "case", @case, new { decision = (string?)null },
            new { decision = body.Outcome, appealOf = against.Decision, found.Kind, found.Thing }, why);
        return await tx.CommitAsync(TypedResults.Ok(decided));
    }

    sealed record Against(Guid Case, Guid Decision);

    const string AgainstSql = """
        -- trust.decide-appeal.against
        select d.case_id as case, d.id as decision
        from trust.case_file c
        join trust.decision d on d.id = c.appeal_of
        where c.id = @case
        """;
}
