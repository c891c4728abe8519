using Feria.Contracts;

namespace Feria.Trust;

/// <summary>
/// Opens cases and adds to them. One is open for a thing at a time; who adds to it waits for whoever decides it, and
/// begins another where it was decided.
/// </summary>
public sealed class CaseBook(IEnumerable<IModerated> kinds, Vault vault)
{
    /// <summary>How much earlier a case is looked at for what each unit of weight adds.</summary>
    static readonly TimeSpan EarlierPerWeight = TimeSpan.FromHours(2);

    const int MostWeight = 200;
    const string WordsColumn = "trust.report.words_sealed";

    readonly Dictionary<string, IModerated> byKind = kinds.ToDictionary(kind => kind.Kind);

    /// <summary>The kind's own module; null where nothing of that name can be reported.</summary>
    public IModerated? Of(string kind) => byKind.GetValueOrDefault(kind);

    /// <summary>The thing as it is now; null where there is none.</summary>
    public async Task<ThingShown?> ShowAsync(Session session, string kind, string thing) =>
        Of(kind) is { } known ? (await known.ShowAsync(session, [thing])).SingleOrDefault() : null;

    /// <summary>Adds an account's report to the open case of a thing; for who moves in, and for seeding.</summary>
    public async Task ReportAsync(Tx tx, string kind, ThingShown thing, Guid account, string reason, string words)
    {
        var rules = await RuleBook.ReadAsync(tx);
        await ReportAsync(
            tx, await OpenAsync(tx, kind, thing, reason), account, null, reason, words, rules.WeightOf(reason));
    }

    /// <summary>The open case of a thing, locked; opened where there is none.</summary>
    internal async Task<Open> OpenAsync(Tx tx, string kind, ThingShown thing, string reason)
    {
        var snapshot = Snapshot.Of(thing);
        var open = await tx.OneAsync<Open>(OpenSql, new
        {
            id = Id.New(), kind, thing = thing.Id, thing.Account, thing.Store, reason, sealedNow = snapshot.Seal(vault),
            digest = snapshot.Digest(),
        });
        if (open.IsNew) await History.TellAsync(tx, open.Id, "opened");
        return open;
    }

    /// <summary>Adds a report; false where this person reported it already.</summary>
    internal async Task<bool> ReportAsync(
        Tx tx, Open open, Guid? account, byte[]? guest, string reason, string? words, int weight)
    {
        if (await tx.ExecuteAsync(ReportSql, new
        {
            id = Id.New(), caseId = open.Id, account, guest = account is null ? guest : null, reason,
            words = string.IsNullOrWhiteSpace(words) ? null : vault.Seal(words.Trim(), WordsColumn),
        }) == 0) return false;
        await tx.ExecuteAsync(WeighSql, Weighing(open.Id, reports: 1, flags: 0, weight));
        await tx.ExecuteAsync(LeadSql, new { caseId = open.Id });
        await History.TellAsync(tx, open.Id, "reported", null, reason);
        return true;
    }

    internal static Task<int> WeighAsync(Tx tx, Guid caseId, int flags, int weight) =>
        tx.ExecuteAsync(WeighSql, Weighing(caseId, reports: 0, flags, weight));

    internal string? WordsOf(byte[]? wordsSealed) => wordsSealed is null ? null : vault.Open(wordsSealed, WordsColumn);

    static object Weighing(Guid caseId, int reports, int flags, int weight) => new
    {
        caseId, reports, flags, weight, MostWeight, EarlierPerWeight,
    };

    /// <param name="IsNew">Whether this call opened it.</param>
    internal sealed record Open(Guid Id, bool IsNew);

    // Locks the open one, too. One that is decided while this waits is no longer in the way: another is opened.
    const string OpenSql = """
        -- trust.case-book.open
        insert into trust.case_file
            (id, kind, thing, account_id, store_id, reason, snapshot_sealed, snapshot_digest)
        values (@id, @kind, @thing, @Account, @Store, @reason, @sealedNow, @digest)
        on conflict (kind, thing) where is_open and appeal_of is null do update set reason = case_file.reason
        returning id, id = @id as is_new
        """;

    const string ReportSql = """
        -- trust.case-book.report
        insert into trust.report (id, case_id, account_id, guest, reason, words_sealed)
        values (@id, @caseId, @account, @guest, @reason, @words)
        on conflict do nothing
        """;

    const string WeighSql = """
        -- trust.case-book.weigh
        update trust.case_file
        set reports = reports + @reports, flags = flags + @flags, weight = weight + @weight,
            rank_at = opened_at - least(weight + @weight, @MostWeight) * @EarlierPerWeight::interval
        where id = @caseId
        """;

    // The reason most people gave; of two, the one that was given first.
    const string LeadSql = """
        -- trust.case-book.lead
        update trust.case_file c
        set reason = (
            select r.reason from trust.report r
            where r.case_id = c.id
            group by r.reason
            order by count(*) desc, min(r.at)
            limit 1)
        where c.id = @caseId
        """;
}
