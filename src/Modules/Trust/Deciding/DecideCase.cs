using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Trust;

/// <summary>
/// A moderator decides a case: the reports are dismissed, whoever it is about is warned, the thing goes out of sight,
/// or it goes and counts as a strike. It holds from this commit on, and who it is about is told why.
/// </summary>
public static class DecideCase
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/admin/cases/{case:guid}/decision", Handle)
        .WithName(nameof(DecideCase))
        .RequireAccess(Permission.Moderate)
        .Refuses(
            Refusals.CaseNotFound, Refusals.CaseDecided, Refusals.CaseTaken, Refusals.CaseHandedUp,
            Refusals.CaseChanged, Refusals.CaseYours, Refusals.CaseIsAppeal, Refusals.CaseIsChange, Refusals.ThingGone,
            Refusals.NobodyAffected)
        .WithExample(new Body(
            1, Outcome.Remove, Reason.Counterfeit, "The label shows a brand the maker never licensed."));

    /// <param name="Version">The version of the case the caller saw.</param>
    /// <param name="Outcome">dismiss, warn, remove or strike.</param>
    /// <param name="Reason">fraud, counterfeit, forbidden, offensive, contact, copied or other.</param>
    /// <param name="Justification">Told to whoever it is about.</param>
    public sealed record Body(
        [Range(1, int.MaxValue)] int Version,
        [Required, AllowedValues(
            Trust.Outcome.Dismiss, Trust.Outcome.Warn, Trust.Outcome.Remove, Trust.Outcome.Strike)]
        string Outcome,
        [Required, AllowedValues(
            Trust.Reason.Fraud, Trust.Reason.Counterfeit, Trust.Reason.Forbidden, Trust.Reason.Offensive,
            Trust.Reason.Contact, Trust.Reason.Copied, Trust.Reason.Other)]
        string Reason,
        [Required, PlainText(2000)] string Justification);

    /// <param name="Follows">suspended or silenced, where strikes came to the limit.</param>
    public sealed record Answer(Decided Decision, string? Follows);

    static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        Guid @case, Body body, Caller caller, Database database, CaseDesk desk, CaseBook cases, Standings standings,
        CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var found = await CaseDesk.LockAsync(tx, @case, caller);
        if (await desk.RefuseAsync(tx, found, body.Version, caller) is { } refusal) return refusal.AsProblem();
        var party = found!.Store ?? found.Account;
        if (found.Kind == ThingKind.Change) return Refusals.CaseIsChange.AsProblem();
        if (Refuse(found.AppealOf is not null, party is not null, body.Outcome) is { } no) return no.AsProblem();

        var (why, rules) = (body.Justification.Trim(), await RuleBook.ReadAsync(tx));
        var isStrike = body.Outcome == Outcome.Strike;
        if (isStrike) await Standings.LockAsync(tx, party!.Value);
        var hasRemoved = Outcome.Removes(body.Outcome) && (await cases.Of(found.Kind)!.RemoveAsync(
            tx, [found.Thing], why, caller.Account)).Count > 0;
        // Who removed it themselves before anybody decided did it all the same.
        if (!hasRemoved && body.Outcome == Outcome.Remove) return Refusals.ThingGone.AsProblem();
        var decided = await Decisions.CloseAsync(
            tx, found, body.Outcome, body.Reason, why, caller.Account!.Value, hasRemoved, rules[RuleBook.AppealDays]);
        var follows = isStrike
            ? await standings.StrikeAsync(
                tx, decided.Id, party!.Value, found.Store is not null, rules.WeightOf(body.Reason), rules)
            : null;
        if (follows is not null) await History.TellAsync(tx, @case, follows);
        tx.Append(new CaseDecided(@case, decided.Id, found.Kind, body.Outcome));
        tx.Audit("case", @case, new { decision = (string?)null }, new
        {
            decision = body.Outcome, body.Reason, found.Kind, found.Thing, hasRemoved, follows,
        }, why);
        return await tx.CommitAsync(TypedResults.Ok(new Answer(decided, follows)));
    }

    internal static Refusal? Refuse(bool isAppeal, bool isSomebodys, string outcome) =>
        isAppeal ? Refusals.CaseIsAppeal
        : !isSomebodys && outcome is Outcome.Warn or Outcome.Strike ? Refusals.NobodyAffected
        : null;
}
