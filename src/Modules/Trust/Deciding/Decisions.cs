namespace Feria.Trust;

/// <summary>A decision as moderators see it.</summary>
/// <param name="By">Of a change that its store ended, whoever did, or their key; null where nobody decided.</param>
/// <param name="HasRemoved">Whether the thing went out of sight by it.</param>
/// <param name="UndoneAt">When it was undone, by an appeal or without one.</param>
public sealed record Decided(
    Guid Id, Guid Case, string Outcome, string Reason, string Justification, Guid? By, bool HasRemoved, DateTime At,
    DateTime AppealUntil, DateTime? UndoneAt);

/// <summary>Decisions, each the one that closed its case.</summary>
static class Decisions
{
    public static Task<Decided?> OfCaseAsync(Session session, Guid caseId) =>
        session.OneOrNullAsync<Decided>(OfCaseSql, new { caseId });

    public static Task<Decided?> FindAsync(Session session, Guid decision) =>
        session.OneOrNullAsync<Decided>(FindSql, new { decision });

    /// <summary>Closes the locked case by a decision, and says so in its history.</summary>
    public static async Task<Decided> CloseAsync(
        Tx tx, CaseDesk.Locked found, string outcome, string reason, string justification, Guid? by, bool hasRemoved,
        int appealDays)
    {
        var decided = await tx.OneAsync<Decided>(CloseSql, new
        {
            id = Id.New(), caseId = found.Id, found.Kind, found.Thing, outcome, reason, justification, by,
            found.Account, found.Store, hasRemoved, appealFor = TimeSpan.FromDays(appealDays),
        });
        await History.TellAsync(tx, found.Id, outcome, by, justification);
        return decided;
    }

    const string CloseSql = """
        -- trust.decisions.close
        with closed as (
            update trust.case_file
            set is_open = false, decided_at = now(), looked_at = coalesce(looked_at, now()), taken_by = null,
                taken_until = null, version = version + 1
            where id = @caseId
            returning id)
        insert into trust.decision (id, case_id, kind, thing, outcome, reason, justification, by_account, account_id,
            store_id, has_removed, appeal_until)
        select @id, id, @Kind, @Thing, @outcome, @reason, @justification, @by, @Account, @Store, @hasRemoved,
            now() + @appealFor
        from closed
        returning id, case_id as case, outcome, reason, justification, by_account as by, has_removed, at, appeal_until,
            undone_at
        """;

    const string OfCaseSql = """
        -- trust.decisions.of-case
        select id, case_id as case, outcome, reason, justification, by_account as by, has_removed, at, appeal_until,
            undone_at
        from trust.decision
        where case_id = @caseId
        """;

    const string FindSql = """
        -- trust.decisions.find
        select id, case_id as case, outcome, reason, justification, by_account as by, has_removed, at, appeal_until,
            undone_at
        from trust.decision
        where id = @decision
        """;
}
