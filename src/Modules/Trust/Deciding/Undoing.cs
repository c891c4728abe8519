using Feria.Contracts;

namespace Feria.Trust;

/// <summary>
/// Undoes a decision whose case is locked: the thing comes back as it was, and its strike is taken back.
/// </summary>
public sealed class Undoing(CaseBook cases, Standings standings)
{
    internal async Task RunAsync(Tx tx, CaseDesk.Locked found, Decided decision, string why, Guid by)
    {
        var rules = await RuleBook.ReadAsync(tx);
        var store = found.Kind == ThingKind.Store && decision.HasRemoved ? found.Store : null;
        if (store is { } suspended) await Standings.LockAsync(tx, suspended);
        foreach (var struck in await Standings.OfDecisionAsync(tx, decision.Id))
        {
            await Standings.LockAsync(tx, struck.Party);
            await standings.TakeBackAsync(tx, decision.Id, struck.Party, found.Store == struck.Party, rules);
        }

        // A store whose strikes came to the limit meanwhile stays out of sight by them.
        var isHeld = store is { } one && await Standings.IsHeldAsync(tx, one, decision.Id);
        if (decision.HasRemoved && !isHeld) await cases.Of(found.Kind)!.RestoreAsync(tx, [found.Thing], why, by);
        await tx.ExecuteAsync(UndoSql, new { decision.Id, caseId = found.Id });
        await History.TellAsync(tx, found.Id, "restored", by, why);
    }

    const string UndoSql = """
        -- trust.undoing.undo
        with undone as (update trust.decision set undone_at = now() where id = @Id)
        update trust.case_file set version = version + 1 where id = @caseId
        """;
}
