using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Trust;

/// <summary>
/// A moderator undoes a decision: what went out of sight comes back as it was, a strike is taken back, and an appeal
/// that waited is settled by it.
/// </summary>
public static class RestoreThing
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/admin/cases/{case:guid}/restore", Handle)
        .WithName(nameof(RestoreThing))
        .RequireAccess(Permission.Moderate)
        .Refuses(Refusals.CaseNotFound, Refusals.CaseChanged, Refusals.CaseYours, Refusals.NotUndoable)
        .WithExample(new Body(2, "The maker wrote to us: it is licensed."));

    /// <param name="Version">The version of the case the caller saw.</param>
    public sealed record Body([Range(1, int.MaxValue)] int Version, [Required, PlainText(2000)] string Why);

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Guid @case, Body body, Caller caller, Database database, CaseDesk desk, Undoing undoing,
        CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var found = await CaseDesk.LockAsync(tx, @case, caller);
        var decision = found is null ? null : await Decisions.OfCaseAsync(tx, @case);
        if (Refuse(found, decision, body.Version) is { } refusal) return refusal.AsProblem();
        if (await desk.IsTheirsAsync(tx, found!, caller)) return Refusals.CaseYours.AsProblem();

        var why = body.Why.Trim();
        await undoing.RunAsync(tx, found!, decision!, why, caller.Account!.Value);
        await SettleAsync(tx, decision!, why, caller);
        tx.Append(new ThingRestored(@case, decision!.Id, found!.Kind));
        tx.Audit("case", @case, new { decision = decision.Outcome }, new { decision = "undone" }, why);
        return await tx.CommitAsync(TypedResults.NoContent());
    }

    // Nobody has to decide any more what was appealed.
    static async Task SettleAsync(Tx tx, Decided decision, string why, Caller caller)
    {
        if (await tx.OneOrNullAsync<Guid?>(AppealSql, new { decision.Id }) is not { } appeal
            || await CaseDesk.LockAsync(tx, appeal, caller) is not { IsOpen: true } waiting)
            return;
        await Decisions.CloseAsync(
            tx, waiting, Outcome.Overturn, decision.Reason, why, caller.Account!.Value, false, 0);
    }

    internal static Refusal? Refuse(CaseDesk.Locked? found, Decided? decision, int version) => decision switch
    {
        _ when found is null => Refusals.CaseNotFound,
        null or { UndoneAt: not null } => Refusals.NotUndoable,
        _ when !Outcome.Removes(decision.Outcome) => Refusals.NotUndoable,
        _ when found.Version != version => Refusals.CaseChanged.With("version", found.Version),
        _ => null,
    };

    const string AppealSql = """
        -- trust.restore-thing.appeal
        select case_id from trust.appeal where decision_id = @Id
        """;
}
