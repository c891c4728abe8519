using System.Text.Json;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Trust;

/// <summary>
/// All there is to know about a case: the thing as it was reported and as it is now, who said what, what was noticed,
/// what was done, and what whoever it is about has behind them.
/// </summary>
public static class GetCase
{
    const int Shown = 50;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/admin/cases/{case:guid}", Handle)
        .WithName(nameof(GetCase))
        .RequireAccess(Permission.Moderate)
        .Refuses(Refusals.CaseNotFound, Refusals.CaseYours);

    /// <param name="Then">The thing as it was when the case was opened; null where that was not kept.</param>
    /// <param name="Now">As it is; null where it is gone.</param>
    /// <param name="IsShown">Whether others see it now.</param>
    /// <param name="Reports">The newest fifty of those who reported it.</param>
    /// <param name="Appeal">What was said against the decision, where the case is an appeal.</param>
    /// <param name="Against">The decision that was appealed.</param>
    /// <param name="Change">Of a listing, where the case is about one that waits or waited.</param>
    public sealed record CaseView(
        Guid Id, string Kind, string Thing, string Reason, int ReportCount, int FlagCount, DateTime OpenedAt,
        bool IsOpen, int Version, Guid? TakenBy, DateTime? TakenUntil, Guid? HandedUpBy, Guid? Account, Guid? Store,
        Snapshot? Then, Snapshot? Now, bool IsShown, string? Path, IReadOnlyList<Said> Reports,
        IReadOnlyList<Noticed> Flags, IReadOnlyList<History.Step> History, Party? About, Decided? Decision,
        Objection? Appeal, Decided? Against, ListingChange? Change);

    /// <param name="By">Null for a guest, and who left.</param>
    public sealed record Said(string Reason, string? Words, Guid? By, DateTime At);

    /// <param name="Rule">words, contact, price or picture.</param>
    public sealed record Noticed(string Rule, IReadOnlyDictionary<string, string> Evidence, DateTime At);

    /// <param name="Points">What its strikes in force come to.</param>
    /// <param name="Limit">From how many on something follows.</param>
    /// <param name="Cases">How many cases there were about it, this one too; a hundred at most.</param>
    /// <param name="Against">How many of them were decided against it and not undone.</param>
    public sealed record Party(
        Guid Id, bool IsStore, int Points, int Limit, DateTime? SilencedUntil, int Cases, int Against);

    /// <param name="Words">Null where who appealed left.</param>
    public sealed record Objection(string? Words, DateTime At);

    static async Task<Results<Ok<CaseView>, ProblemHttpResult>> Handle(
        Guid @case, Caller caller, Database database, CaseDesk desk, CaseBook cases, Vault vault,
        IListingChanges changes, CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        var row = await session.OneOrNullAsync<Row>(FindSql, new { @case, caller.Account });
        if (row is null) return Refusals.CaseNotFound.AsProblem();
        if (await desk.IsTheirsAsync(session, row.Found, caller)) return Refusals.CaseYours.AsProblem();
        var against = row.AppealOf is { } decision ? await Decisions.FindAsync(session, decision) : null;
        // What an appeal is about was said in the case it began with.
        var first = against?.Case ?? row.Id;
        var now = await cases.ShowAsync(session, row.Kind, row.Thing);
        return TypedResults.Ok(new CaseView(
            row.Id, row.Kind, row.Thing, row.Reason, row.Reports, row.Flags, row.OpenedAt, row.IsOpen, row.Version,
            row.TakenBy, row.TakenUntil, row.HandedUpBy, row.Account, row.Store,
            Snapshot.Open(vault, row.SnapshotSealed), now is null ? null : Snapshot.Of(now), now?.IsShown ?? false,
            now?.Path,
            [
                .. (await session.ListAsync<SaidRow>(SaidSql, new { first, Shown })).Select(said => new Said(
                    said.Reason, cases.WordsOf(said.WordsSealed), said.By, said.At)),
            ],
            [
                .. (await session.ListAsync<NoticedRow>(NoticedSql, new { first, Shown })).Select(one => new Noticed(
                    one.Rule, JsonSerializer.Deserialize<Dictionary<string, string>>(one.Evidence, Json.Options)!,
                    one.At)),
            ],
            await Trust.History.ReadAsync(session, @case), await AboutAsync(session, row),
            await Decisions.OfCaseAsync(session, @case),
            await session.OneOrNullAsync<ObjectionRow>(ObjectionSql, new { @case }) is { } objection
                ? new(
                    objection.WordsSealed is null
                        ? null
                        : vault.Open(objection.WordsSealed, AppealDecision.WordsColumn),
                    objection.At)
                : null,
            against, row.Kind == ThingKind.Change ? await changes.FindAsync(session, Guid.Parse(row.Thing)) : null));
    }

    static async Task<Party?> AboutAsync(Session session, Row row)
    {
        if ((row.Store ?? row.Account) is not { } party) return null;
        var isStore = row.Store is not null;
        var rules = await RuleBook.ReadAsync(session);
        var record = await session.OneAsync<Record>(isStore ? OfStoreSql : OfAccountSql, new { party });
        return new(
            party, isStore, await Standings.PointsAsync(session, party),
            rules[isStore ? RuleBook.StoreLimit : RuleBook.PersonLimit], record.SilencedUntil, record.Cases,
            record.Against);
    }

    sealed record Row(
        Guid Id, string Kind, string Thing, Guid? AppealOf, Guid? Account, Guid? Store, byte[]? SnapshotSealed,
        string Reason, int Reports, int Flags, DateTime OpenedAt, bool IsOpen, Guid? HandedUpBy, Guid? TakenBy,
        DateTime? TakenUntil, int Version, bool IsReporter)
    {
        public CaseDesk.Locked Found => new(
            Id, Kind, Thing, AppealOf, Account, Store, Reason, IsOpen, HandedUpBy, TakenBy, TakenUntil,
            TakenBy is not null, Version, IsReporter);
    }

    sealed record SaidRow(string Reason, byte[]? WordsSealed, Guid? By, DateTime At);

    sealed record NoticedRow(string Rule, string Evidence, DateTime At);

    sealed record ObjectionRow(byte[]? WordsSealed, DateTime At);

    sealed record Record(int Cases, int Against, DateTime? SilencedUntil);

    const string FindSql = """
        -- trust.get-case.find
        select c.id, c.kind, c.thing, c.appeal_of, c.account_id as account, c.store_id as store, c.snapshot_sealed,
            c.reason, c.reports, c.flags, c.opened_at, c.is_open, c.handed_up_by,
            case when c.taken_until > now() then c.taken_by end as taken_by,
            case when c.taken_until > now() then c.taken_until end as taken_until, c.version,
            exists (
                select from trust.report r where r.case_id = c.id and r.account_id = @Account) as is_reporter
        from trust.case_file c
        where c.id = @case
        """;

    const string SaidSql = """
        -- trust.get-case.said
        select reason, words_sealed, account_id as by, at
        from trust.report
        where case_id = @first
        order by at desc, id desc
        limit @Shown
        """;

    const string NoticedSql = """
        -- trust.get-case.noticed
        select rule, evidence::text as evidence, at
        from trust.flag
        where case_id = @first
        order by id desc
        limit @Shown
        """;

    const string ObjectionSql = """
        -- trust.get-case.objection
        select words_sealed, at from trust.appeal where case_id = @case
        """;

    const string OfAccountSql = """
        -- trust.get-case.of-account
        select (select count(*) from (
                select from trust.case_file where account_id = @party and appeal_of is null limit 100) c)::int as cases,
            (select count(*) from (
                select from trust.decision
                where account_id = @party and outcome in ('warn', 'remove', 'strike') and undone_at is null
                limit 100) d)::int as against,
            (select silenced_until from trust.standing
                where party_id = @party and silenced_until > now()) as silenced_until
        """;

    const string OfStoreSql = """
        -- trust.get-case.of-store
        select (select count(*) from (
                select from trust.case_file where store_id = @party and appeal_of is null limit 100) c)::int as cases,
            (select count(*) from (
                select from trust.decision
                where store_id = @party and outcome in ('warn', 'remove', 'strike') and undone_at is null
                limit 100) d)::int as against,
            null::timestamptz as silenced_until
        """;
}
