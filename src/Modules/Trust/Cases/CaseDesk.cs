using Feria.Contracts;

namespace Feria.Trust;

/// <summary>
/// What all who move a case do first: lock its row, and find out why they may not. A case is locked before the standing
/// of whose it is, and that before the thing; of a decision's case and its appeal's, the decision's first.
/// </summary>
public sealed class CaseDesk(IStoreDesk desk)
{
    /// <summary>The case, its row locked until the transaction ends; null where there is none.</summary>
    internal static Task<Locked?> LockAsync(Tx tx, Guid caseId, Caller caller) =>
        tx.OneOrNullAsync<Locked>(LockSql, new { caseId, caller.Account });

    /// <summary>Whether the case is about the caller, about a store of theirs, or was reported by them.</summary>
    internal async Task<bool> IsTheirsAsync(Session session, Locked found, Caller caller) =>
        found.IsReporter || found.Account == caller.Account || (found.Store is { } store
            && (await desk.StaffAsync(session, [store])).Any(one => one.Account == caller.Account));

    /// <summary>Why the caller does not move this case now, if so.</summary>
    /// <param name="version">What they saw; null where it does not matter.</param>
    internal async Task<Refusal?> RefuseAsync(Session session, Locked? found, int? version, Caller caller)
    {
        if (Refuse(found, version, caller.Account!.Value) is { } refusal)
            return refusal == Refusals.CaseDecided
                ? refusal.With("decision", await Decisions.OfCaseAsync(session, found!.Id))
                : refusal;
        return await IsTheirsAsync(session, found!, caller) ? Refusals.CaseYours : null;
    }

    internal static Refusal? Refuse(Locked? found, int? version, Guid moderator) => found switch
    {
        null => Refusals.CaseNotFound,
        { IsOpen: false } => Refusals.CaseDecided,
        { IsTaken: true } when found.TakenBy != moderator =>
            Refusals.CaseTaken.With("by", found.TakenBy).With("until", found.TakenUntil),
        _ when found.HandedUpBy == moderator => Refusals.CaseHandedUp,
        _ when version is not null && found.Version != version =>
            Refusals.CaseChanged.With("version", found.Version),
        _ => null,
    };

    /// <param name="IsTaken">Whether somebody has it now.</param>
    /// <param name="IsReporter">Whether the caller reported it.</param>
    internal sealed record Locked(
        Guid Id, string Kind, string Thing, Guid? AppealOf, Guid? Account, Guid? Store, string Reason, bool IsOpen,
        Guid? HandedUpBy, Guid? TakenBy, DateTime? TakenUntil, bool IsTaken, int Version, bool IsReporter);

    const string LockSql = """
        -- trust.case-desk.lock
        select c.id, c.kind, c.thing, c.appeal_of, c.account_id as account, c.store_id as store, c.reason, c.is_open,
            c.handed_up_by, c.taken_by, c.taken_until, coalesce(c.taken_until > now(), false) as is_taken, c.version,
            exists (
                select from trust.report r where r.case_id = c.id and r.account_id = @Account) as is_reporter
        from trust.case_file c
        where c.id = @caseId
        for update of c
        """;
}
