using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Trust;

/// <summary>
/// Somebody wants the platform to look at something: a product, a review, a question, an answer, a store, or a message
/// of the other side. Told again by the same person, it is as it was.
/// </summary>
public static class ReportThing
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/reports", Handle)
        .WithName(nameof(ReportThing))
        // A guest reports what the store wrote them; the module that keeps a thing says who sees it.
        .AllowAnyone()
        .Allows(perMinute: 10, burst: 20)
        .Refuses(Refusals.ThingNotFound, Refusals.ThingYours, KernelRefusals.SignInNeeded)
        .WithExample(new Body(
            ThingKind.Product, "019aa000-0000-7000-8000-000000000001", Reason.Counterfeit,
            "The label is spelled wrong."));

    /// <param name="Kind">product, review, question, answer, message or store.</param>
    /// <param name="Thing">
    /// Its id; of an answer that of its question, a dot and that of its store; of a message that of its order, a dot
    /// and its number.
    /// </param>
    /// <param name="Reason">fraud, counterfeit, forbidden, offensive, contact, copied or other.</param>
    public sealed record Body(
        [Required, AllowedValues(
            ThingKind.Product, ThingKind.Review, ThingKind.Question, ThingKind.Answer, ThingKind.Message,
            ThingKind.Store)]
        string Kind,
        [Required, OneLine(100)] string Thing,
        [Required, AllowedValues(
            Trust.Reason.Fraud, Trust.Reason.Counterfeit, Trust.Reason.Forbidden, Trust.Reason.Offensive,
            Trust.Reason.Contact, Trust.Reason.Copied, Trust.Reason.Other)]
        string Reason,
        [PlainText(500, Optional = true)] string? Words);

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Body body, Caller caller, Database database, CaseBook cases, IStoreDesk desk, CancellationToken stop)
    {
        if (caller is { Account: null, Guest: null }) return KernelRefusals.SignInNeeded.AsProblem();
        await using var tx = await database.WriteAsync(stop);
        var thing = await cases.ShowAsync(tx, body.Kind, body.Thing);
        if (thing is null || !await cases.Of(body.Kind)!.MaySeeAsync(tx, thing, caller))
            return (caller.Account is null ? KernelRefusals.SignInNeeded : Refusals.ThingNotFound).AsProblem();
        if (await IsTheirsAsync(tx, thing, caller, desk)) return Refusals.ThingYours.AsProblem();

        var rules = await RuleBook.ReadAsync(tx);
        var open = await cases.OpenAsync(tx, body.Kind, thing, body.Reason);
        // What is decided under the case's lock shows only now: what went out of sight meanwhile is not reported.
        if (open.IsNew && await cases.ShowAsync(tx, body.Kind, body.Thing) is not { IsShown: true })
            return Refusals.ThingNotFound.AsProblem();
        if (open.IsNew && await WasDismissedAsync(tx, open.Id, caller)) return TypedResults.NoContent();
        return await cases.ReportAsync(
            tx, open, caller.Account, caller.Guest, body.Reason, body.Words, rules.WeightOf(body.Reason))
            ? await tx.CommitAsync(TypedResults.NoContent())
            : TypedResults.NoContent();
    }

    static async Task<bool> IsTheirsAsync(Session session, ThingShown thing, Caller caller, IStoreDesk desk) =>
        caller.Account is { } account && (thing.Account == account || (thing.Store is { } store
            && (await desk.StaffAsync(session, [store])).Any(one => one.Account == account)));

    static Task<bool> WasDismissedAsync(Session session, Guid caseId, Caller caller) =>
        session.OneAsync<bool>(DismissedSql, new
        {
            caseId, caller.Account, guest = caller.Account is null ? caller.Guest : null,
        });

    // The same person said the same of the same thing as it still is, and it was dismissed.
    const string DismissedSql = """
        -- trust.report-thing.dismissed
        select exists (
            select
            from trust.case_file n
            join trust.case_file c on c.kind = n.kind and c.thing = n.thing and c.id <> n.id
                and c.snapshot_digest = n.snapshot_digest
            join trust.decision d on d.case_id = c.id and d.outcome = 'dismiss'
            join trust.report r on r.case_id = c.id
            where n.id = @caseId and (r.account_id = @Account or r.guest = @guest))
        """;
}
