using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Trust;

/// <summary>
/// Who a decision is about wants another moderator to look at it: once a decision, and only for some days. For a store
/// its owners and managers do.
/// </summary>
public static class AppealDecision
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/decisions/{decision:guid}/appeal", Handle)
        .WithName(nameof(AppealDecision))
        .RequireAccount()
        .Allows(perMinute: 6, burst: 6)
        .Refuses(
            Refusals.DecisionNotFound, Refusals.AppealedAlready, Refusals.AppealTooLate, Refusals.NotUndoable)
        .WithExample(new Body("We make these lamps ourselves; the licence is attached to our profile."));

    public sealed record Body([Required, PlainText(2000)] string Words);

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Guid decision, Body body, Caller caller, Database database, IStoreDesk desk, Vault vault,
        CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        if (await tx.OneOrNullAsync<Guid?>(CaseSql, new { decision }) is not { } caseId)
            return Refusals.DecisionNotFound.AsProblem();
        // The decision stands as long as its case is locked.
        await CaseDesk.LockAsync(tx, caseId, caller);
        var about = await tx.OneAsync<About>(AboutSql, new { decision });
        if (!await IsTheirsAsync(tx, about, caller, desk)) return Refusals.DecisionNotFound.AsProblem();
        if (Refuse(about) is { } refusal) return refusal.AsProblem();

        var appeal = Id.New();
        await tx.ExecuteAsync(AppealSql, new
        {
            appeal, caseId, decision, caller.Account, words = vault.Seal(body.Words.Trim(), WordsColumn),
        });
        await History.TellAsync(tx, appeal, "appealed", caller.Account);
        await History.TellAsync(tx, caseId, "appealed", caller.Account);
        return await tx.CommitAsync(TypedResults.NoContent());
    }

    internal const string WordsColumn = "trust.appeal.words_sealed";

    internal static Refusal? Refuse(About about) => about switch
    {
        { IsAppealed: true } => Refusals.AppealedAlready,
        { IsUndone: true } => Refusals.NotUndoable,
        { IsLate: true } => Refusals.AppealTooLate,
        _ => null,
    };

    static async Task<bool> IsTheirsAsync(Session session, About about, Caller caller, IStoreDesk desk) =>
        Outcome.IsAgainst(about.Outcome) && (about.Store is { } store
            ? (await desk.EnterAsync(session, store, caller, StoreRight.Edit)).Standing is not null
            : about.Account == caller.Account);

    internal sealed record About(
        string Outcome, Guid? Account, Guid? Store, bool IsUndone, bool IsLate, bool IsAppealed);

    const string CaseSql = """
        -- trust.appeal-decision.case
        select case_id from trust.decision where id = @decision
        """;

    const string AboutSql = """
        -- trust.appeal-decision.about
        select outcome, account_id as account, store_id as store, undone_at is not null as is_undone,
            appeal_until < now() as is_late,
            exists (select from trust.appeal where decision_id = @decision) as is_appealed
        from trust.decision
        where id = @decision
        """;

    const string AppealSql = """
        -- trust.appeal-decision.appeal
        with opened as (
            insert into trust.case_file (id, kind, thing, appeal_of, account_id, store_id, snapshot_sealed,
                snapshot_digest, reason)
            select @appeal, c.kind, c.thing, @decision, c.account_id, c.store_id, c.snapshot_sealed,
                c.snapshot_digest, d.reason
            from trust.case_file c
            join trust.decision d on d.case_id = c.id
            where c.id = @caseId
            returning id)
        insert into trust.appeal (decision_id, case_id, account_id, words_sealed)
        select @decision, id, @Account, @words from opened
        """;
}
