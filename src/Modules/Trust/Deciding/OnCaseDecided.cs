using Feria.Contracts;

namespace Feria.Trust;

/// <summary>
/// Who a decision is about reads it by letter and in the application: what, why, and how to appeal. Who reported it is
/// told whether something came of it, and no more.
/// </summary>
sealed class OnCaseDecided(
    IAccountBook accounts, IStoreBook stores, IPostOffice post, INoticeBoard notices, INoticeWords words,
    PublicSite site, Vault vault, IListingChanges changes, TimeProvider clock) : Reaction
{
    const int MostReporters = 2_000;

    // Later than that nobody remembers who was told.
    static readonly TimeSpan News = TimeSpan.FromDays(30);

    public override string Name => "trust.on-case-decided";

    public override IReadOnlyCollection<string> Hears { get; } =
        [EventKindAttribute.Of(typeof(CaseDecided)), EventKindAttribute.Of(typeof(ThingRestored))];

    public override async Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events)
    {
        foreach (var said in events.Where(one => one.At > clock.GetUtcNow() - News))
            if (said.Kind == EventKindAttribute.Of(typeof(ThingRestored)))
                await TellAsync(tx, said.As<ThingRestored>().Decision, "restored");
            else await TellAsync(tx, said.As<CaseDecided>().Decision, said.As<CaseDecided>().Outcome);
    }

    async Task TellAsync(Tx tx, Guid decision, string what)
    {
        if (await tx.OneOrNullAsync<Row>(DecisionSql, new { decision }) is not { } row) return;
        if (what != Outcome.Dismiss) await TellAffectedAsync(tx, row, what);
        if (what is Outcome.Dismiss || Outcome.IsAgainst(what)) await TellReportersAsync(tx, row, what);
    }

    async Task TellAffectedAsync(Tx tx, Row row, string what)
    {
        IReadOnlyList<Guid> readers = row.Store is { } store
            ? await stores.WorkersAsync(tx, store, StoreRight.Edit)
            : row.Account is { } account ? [account] : [];
        var change = row.Kind == ThingKind.Change ? await changes.FindAsync(tx, Guid.Parse(row.Thing)) : null;
        var path = row.Store is null ? "/account/decisions"
            : change is null ? $"/sell/{row.Store}/decisions"
            : $"/sell/{row.Store}/listings/{change.Product}/changes";
        var (letter, notice) = change is null
            ? ($"decision-{what}", Outcome.IsAgainst(what) ? $"decision-{row.Kind}" : $"decision-{what}")
            : ($"change-{what}", $"change-{what}");
        var people = await accounts.ContactsAsync([.. readers], tx.Stop);
        var mark = $"decision {row.Id} {what}";
        await post.PostOnceAsync(tx,
        [
            .. people.Select(one => (
                LetterTo(one.Value, row, letter, path), $"{mark} {one.Key}")),
        ]);
        await notices.PostAsync(tx,
        [
            .. readers.Select(reader => new Notice(
                reader, NoticeTopic.Decisions, notice, new Dictionary<string, string>(), path, mark)),
        ]);
    }

    Letter LetterTo(Contact reader, Row row, string letter, string path) => new(
        reader.Email, reader.Locale, letter, new Dictionary<string, string>
        {
            ["name"] = reader.FullName,
            ["thing"] = words.Say(reader.Locale, $"decision-thing-{row.Kind}", new Dictionary<string, string>
            {
                ["title"] = Snapshot.Open(vault, row.SnapshotSealed)?.Title() ?? "",
            }),
            ["reason"] = words.Say(reader.Locale, $"decision-reason-{row.Reason}", new Dictionary<string, string>()),
            ["why"] = row.Justification,
            ["until"] = row.AppealUntil.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            ["link"] = site.Page(reader.Locale, path.TrimStart('/')),
        });

    async Task TellReportersAsync(Tx tx, Row row, string what)
    {
        var kind = what == Outcome.Dismiss ? "report-dismissed" : "report-acted";
        await notices.PostAsync(tx,
        [
            .. (await tx.ListAsync<Guid>(ReportersSql, new { row.Case, MostReporters })).Select(reader => new Notice(
                reader, NoticeTopic.Decisions, kind, new Dictionary<string, string>(), "/account/notices",
                $"report {row.Case}")),
        ]);
    }

    sealed record Row(
        Guid Id, Guid Case, string Kind, string Thing, string Reason, string Justification, Guid? Account, Guid? Store,
        DateTime AppealUntil, byte[]? SnapshotSealed);

    const string DecisionSql = """
        -- trust.on-case-decided.decision
        select d.id, d.case_id as case, d.kind, d.thing, d.reason, d.justification, d.account_id as account,
            d.store_id as store, d.appeal_until, c.snapshot_sealed
        from trust.decision d
        join trust.case_file c on c.id = d.case_id
        where d.id = @decision
        """;

    const string ReportersSql = """
        -- trust.on-case-decided.reporters
        select account_id from trust.report
        where case_id = @Case and account_id is not null
        order by account_id
        limit @MostReporters
        """;
}
