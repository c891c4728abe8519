using Feria.Contracts;

namespace Feria.Trust;

/// <summary>
/// Strikes of accounts and stores, and what follows from them: at a limit a store is suspended, and a person writes
/// nothing for some days. Counted under the standing's lock, so that two decisions at once are both counted.
/// </summary>
public sealed class Standings(IEnumerable<IModerated> kinds) : IStandings
{
    readonly IModerated stores = kinds.Single(kind => kind.Kind == ThingKind.Store);

    public Task<DateTime?> SilencedUntilAsync(Session session, Guid account) =>
        session.OneOrNullAsync<DateTime?>(SilencedSql, new { account });

    /// <summary>Taken before the thing itself: suspending a store locks what is locked last.</summary>
    internal static Task LockAsync(Tx tx, Guid party) => tx.ExecuteAsync(LockSql, new { party });

    /// <summary>Adds a strike to the locked standing.</summary>
    /// <returns>What follows from it: suspended, silenced or nothing.</returns>
    internal async Task<string?> StrikeAsync(
        Tx tx, Guid decision, Guid party, bool isStore, int weight, RuleBook rules)
    {
        await tx.ExecuteAsync(StrikeSql, new
        {
            decision, party, weight, lasts = TimeSpan.FromDays(rules[RuleBook.StrikeDays]),
        });
        var points = await PointsAsync(tx, party);
        if (points < rules[isStore ? RuleBook.StoreLimit : RuleBook.PersonLimit]) return null;
        if (!isStore)
        {
            await tx.ExecuteAsync(SilenceSql, new { party, lasts = TimeSpan.FromDays(rules[RuleBook.SilenceDays]) });
            return "silenced";
        }

        var hasSuspended = (await stores.RemoveAsync(tx, [party.ToString()], "strikes", null)).Count > 0;
        await tx.ExecuteAsync(SuspendedSql, new { party, hasSuspended, kind = ThingKind.Store });
        return hasSuspended ? "suspended" : null;
    }

    /// <summary>Takes a decision's strike back, under the locked standing, with what followed from it.</summary>
    internal async Task TakeBackAsync(Tx tx, Guid decision, Guid party, bool isStore, RuleBook rules)
    {
        if (await tx.ExecuteAsync(TakeBackSql, new { decision }) == 0) return;
        var points = await PointsAsync(tx, party);
        if (points >= rules[isStore ? RuleBook.StoreLimit : RuleBook.PersonLimit]) return;
        if (await tx.OneAsync<bool>(FreeSql, new { party, kind = ThingKind.Store }))
            await stores.RestoreAsync(tx, [party.ToString()], "strikes", null);
    }

    /// <summary>Whether a store stays suspended by its strikes where a decision about it is undone.</summary>
    internal static Task<bool> IsHeldAsync(Tx tx, Guid party, Guid decision) =>
        tx.OneAsync<bool>(IsHeldSql, new { party, decision });

    /// <summary>What the strikes in force come to.</summary>
    internal static Task<int> PointsAsync(Session session, Guid party) =>
        session.OneAsync<int>(PointsSql, new { party });

    internal static Task<IReadOnlyList<Struck>> OfDecisionAsync(Session session, Guid decision) =>
        session.ListAsync<Struck>(OfDecisionSql, new { decision });

    internal sealed record Struck(Guid Party, int Weight);

    const string SilencedSql = """
        -- trust.standings.silenced
        select silenced_until from trust.standing where party_id = @account and silenced_until > now()
        """;

    const string LockSql = """
        -- trust.standings.lock
        insert into trust.standing (party_id) values (@party)
        on conflict (party_id) do update set party_id = excluded.party_id
        """;

    const string StrikeSql = """
        -- trust.standings.strike
        insert into trust.strike (decision_id, party_id, weight, expires_at)
        values (@decision, @party, @weight, now() + @lasts)
        """;

    const string PointsSql = """
        -- trust.standings.points
        select coalesce(sum(weight), 0)::int
        from trust.strike
        where party_id = @party and taken_back_at is null and expires_at > now()
        """;

    const string SilenceSql = """
        -- trust.standings.silence
        update trust.standing set silenced_until = now() + @lasts where party_id = @party
        """;

    // One that was suspended before is so by its strikes too, from after whatever did it.
    const string SuspendedSql = """
        -- trust.standings.suspended
        update trust.standing s
        set suspended_at = case
            when @hasSuspended then now()
            when s.suspended_at is null or exists (
                    select from trust.decision d
                    where d.store_id = @party and d.kind = @kind and d.has_removed and d.at > s.suspended_at)
                then clock_timestamp()
            else s.suspended_at end
        where s.party_id = @party
        """;

    const string TakeBackSql = """
        -- trust.standings.take-back
        update trust.strike set taken_back_at = now() where decision_id = @decision and taken_back_at is null
        """;

    // A store comes back where its strikes no longer come to the limit, unless a decision about it still stands, or
    // somebody else suspended it before its strikes did.
    const string FreeSql = """
        -- trust.standings.free
        with before as (select party_id, suspended_at from trust.standing where party_id = @party),
        about as (
            select at, undone_at from trust.decision
            where store_id = @party and kind = @kind and has_removed),
        freed as (
            update trust.standing s
            set silenced_until = null, suspended_at = null
            from before b
            where s.party_id = b.party_id)
        select b.suspended_at is not null
            and not exists (select from about where undone_at is null)
            and (exists (select from about where undone_at >= b.suspended_at)
                or exists (
                    select
                    from trust.case_file c
                    join trust.case_history h on h.case_id = c.id
                    where c.store_id = @party and h.what = 'suspended' and h.at = b.suspended_at))
        from before b
        """;

    const string IsHeldSql = """
        -- trust.standings.is-held
        select exists (
            select
            from trust.standing s
            join trust.decision d on d.id = @decision
            where s.party_id = @party and s.suspended_at >= d.at)
        """;

    const string OfDecisionSql = """
        -- trust.standings.of-decision
        select party_id as party, weight from trust.strike where decision_id = @decision and taken_back_at is null
        """;
}
