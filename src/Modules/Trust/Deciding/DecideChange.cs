using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Trust;

/// <summary>
/// A moderator approves a change of a listing that waits, which applies it with this commit, or refuses it. Where its
/// listing went meanwhile, there is nothing to change, and the case ends so.
/// </summary>
public static class DecideChange
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/admin/cases/{case:guid}/change-decision", Handle)
        .WithName(nameof(DecideChange))
        .RequireAccess(Permission.Moderate)
        .Refuses(
            Refusals.CaseNotFound, Refusals.CaseDecided, Refusals.CaseTaken, Refusals.CaseHandedUp,
            Refusals.CaseChanged, Refusals.CaseYours, Refusals.CaseIsNoChange)
        .WithExample(new Body(1, Outcome.Refuse, "It would be another product: list that one by itself."));

    /// <param name="Version">The version of the case the caller saw.</param>
    /// <param name="Outcome">approve or refuse.</param>
    /// <param name="Justification">Told to the store.</param>
    public sealed record Body(
        [Range(1, int.MaxValue)] int Version,
        [Required, AllowedValues(Trust.Outcome.Approve, Trust.Outcome.Refuse)] string Outcome,
        [Required, PlainText(2000)] string Justification);

    // Refused with what the catalogue says, too: the change ended, or fields changed since.
    static async Task<Results<Ok<Decided>, ProblemHttpResult>> Handle(
        Guid @case, Body body, Caller caller, Database database, CaseDesk desk, IListingChanges changes,
        Flagging flagging, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var found = await CaseDesk.LockAsync(tx, @case, caller);
        if (await desk.RefuseAsync(tx, found, body.Version, caller) is { } refusal) return refusal.AsProblem();
        if (found!.Kind != ThingKind.Change) return Refusals.CaseIsNoChange.AsProblem();

        var (why, change) = (body.Justification.Trim(), Guid.Parse(found.Thing));
        var (ended, no) = await changes.DecideAsync(
            tx, change, body.Outcome == Outcome.Approve, why, caller.Account!.Value);
        if (no is not null) return no.AsProblem();
        var outcome = ended == ListingChange.Void ? ended : body.Outcome;
        if (outcome == Outcome.Approve)
            await flagging.NoteAsync(tx, @case, (await changes.FindAsync(tx, change))!.Product);
        var decided = await Decisions.CloseAsync(
            tx, found, outcome, found.Reason, why, caller.Account.Value, hasRemoved: false, appealDays: 0);
        tx.Append(new CaseDecided(@case, decided.Id, found.Kind, outcome));
        tx.Audit(
            "case", @case, new { decision = (string?)null },
            new { decision = outcome, found.Kind, found.Thing }, why);
        return await tx.CommitAsync(TypedResults.Ok(decided));
    }
}
