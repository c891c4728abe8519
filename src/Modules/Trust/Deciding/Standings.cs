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

        if ((await stores.RemoveAsync(tx, [party.ToString()], "strikes", null)).Count == 0) return null;
        await tx.ExecuteAsync(SuspendedSql, new { party });
        return "suspended";
    }

    /// <summary>Takes a decision's strike back, under the locked standing, with what followed from it.</summary>
    internal async Task TakeBackAsync(Tx tx, Guid decision, Guid party, bool isStore, RuleBook rules)
    {
        if (await tx.ExecuteAsync(TakeBackSql, new { decision }) == 0) return;
        var points = await PointsAsync(tx, party);
        if (points >= rules[isStore ? RuleBook.StoreLimit : RuleBook.PersonLimit]) return;
        if (await tx.OneAsync<bool>(FreeSql, new { party }))
            await stores.RestoreAsync(tx, [party.ToString()], "strikes", null);
    }

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

    const string SuspendedSql = """
        -- trust.standings.suspended
        update trust.standing set suspended_at = now() where party_id = @party
        """;

    const string TakeBackSql = """
        -- trust.standings.take-back
        update trust.strike set taken_back_at = now() where decision_id = @decision and taken_back_at is null
        """;

    // Whether a store was suspended by its strikes, which no longer come to the limit.
    const string FreeSql = """
        -- trust.standings.free
        with before as (select party_id, suspended_at from trust.standing where party_id = @party)
        update trust.standing s
        set silenced_until = null, suspended_at = null
        from before b
        where s.party_id = b.party_id
        returning b.suspended_at is not null
        """;

    const string OfDecisionSql = """
        -- trust.standings.of-decision
        select party_id as party, weight from trust.strike where decision_id = @decision and taken_back_at is null
        """;
}
