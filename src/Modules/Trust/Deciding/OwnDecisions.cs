namespace Feria.Trust;

/// <summary>What was decided about an account or a store, as they see it: why, and whether they may appeal.</summary>
/// <param name="Points">What the strikes in force come to.</param>
/// <param name="Limit">From how many on something follows.</param>
/// <param name="SilencedUntil">Until when a person writes nothing others read.</param>
public sealed record OwnDecisions(
    IReadOnlyList<OwnDecisions.Item> Items, string? Next, int Points, int Limit, DateTime? SilencedUntil)
{
    /// <param name="Title">What the thing is called, or how its text begins.</param>
    /// <param name="Outcome">warn, remove or strike.</param>
    /// <param name="MayAppeal">Whether it can be appealed now.</param>
    /// <param name="AppealedAt">When it was.</param>
    /// <param name="AppealOutcome">uphold or overturn; null while nobody decided.</param>
    /// <param name="AppealJustification">Why.</param>
    /// <param name="UndoneAt">When it was undone: the thing is as it was before.</param>
    public sealed record Item(
        Guid Id, string Kind, string Title, string Outcome, string Reason, string Justification, DateTime At,
        DateTime AppealUntil, bool MayAppeal, DateTime? AppealedAt, string? AppealOutcome,
        string? AppealJustification, DateTime? UndoneAt);

    internal static async Task<OwnDecisions> ReadAsync(
        Session session, Vault vault, Guid party, bool isStore, int? limit, Guid before)
    {
        var take = Cursor.Limit(limit);
        var rows = await session.ListAsync<Row>(
            isStore ? OfStoreSql : OfAccountSql, new { party, before, limit = take + 1 });
        var page = Cursor.Cut(rows, take, row => row.Id);
        var rules = await RuleBook.ReadAsync(session);
        return new(
            [.. page.Items.Select(row => row.Shown(vault))], page.Next, await Standings.PointsAsync(session, party),
            rules[isStore ? RuleBook.StoreLimit : RuleBook.PersonLimit],
            await session.OneOrNullAsync<DateTime?>(SilencedSql, new { party }));
    }

    sealed record Row(
        Guid Id, string Kind, byte[]? SnapshotSealed, string Outcome, string Reason, string Justification, DateTime At,
        DateTime AppealUntil, bool IsInTime, DateTime? AppealedAt, string? AppealOutcome,
        string? AppealJustification, DateTime? UndoneAt)
    {
        public Item Shown(Vault vault) => new(
            Id, Kind, Snapshot.Open(vault, SnapshotSealed)?.Title() ?? "", Outcome, Reason, Justification, At,
            AppealUntil, IsInTime && AppealedAt is null && UndoneAt is null, AppealedAt, AppealOutcome,
            AppealJustification, UndoneAt);
    }

    const string Shape = """
        select d.id, d.kind, c.snapshot_sealed, d.outcome, d.reason, d.justification, d.at, d.appeal_until,
            d.appeal_until > now() as is_in_time, a.at as appealed_at, o.outcome as appeal_outcome,
            o.justification as appeal_justification, d.undone_at
        """;

    const string Beside = """
        cross join lateral (select snapshot_sealed from trust.case_file where id = d.case_id limit 1) c
        left join lateral (select case_id, at from trust.appeal where decision_id = d.id limit 1) a on true
        left join lateral (
            select outcome, justification from trust.decision where case_id = a.case_id limit 1) o on true
        """;

    const string OfAccountSql = $"""
        -- trust.own-decisions.of-account
        {Shape}
        from (
            select id, case_id, kind, outcome, reason, justification, at, appeal_until, undone_at
            from trust.decision
            where account_id = @party and id < @before and outcome in ('warn', 'remove', 'strike')
            order by id desc
            limit @limit) d
        {Beside}
        order by d.id desc
        """;

    const string OfStoreSql = $"""
        -- trust.own-decisions.of-store
        {Shape}
        from (
            select id, case_id, kind, outcome, reason, justification, at, appeal_until, undone_at
            from trust.decision
            where store_id = @party and id < @before and outcome in ('warn', 'remove', 'strike')
            order by id desc
            limit @limit) d
        {Beside}
        order by d.id desc
        """;

    const string SilencedSql = """
        -- trust.own-decisions.silenced
        select silenced_until from trust.standing where party_id = @party and silenced_until > now()
        """;
}
