using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Trust;

/// <summary>
/// Cases for moderators: those that wait, who waits longest and weighs most first; or those that were decided.
/// </summary>
public static class ListCases
{
    public const string Waiting = "waiting";
    public const string Mine = "mine";
    public const string Appeals = "appeals";
    public const string HandedUp = "handed_up";
    public const string Decided = "decided";

    public static readonly IReadOnlyList<string> All = [Waiting, Mine, Appeals, HandedUp, Decided];

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/admin/cases", Handle)
        .WithName(nameof(ListCases))
        .RequireAccess(Permission.Moderate)
        .Refuses(KernelRefusals.MalformedCursor);

    /// <param name="Title">Of the thing as it was reported; empty where that was not kept.</param>
    /// <param name="IsAppeal">Whether it is against a decision.</param>
    /// <param name="TakenBy">Who looks at it now.</param>
    public sealed record Listed(
        Guid Id, string Kind, string Thing, string Title, string Reason, int Reports, int Flags, bool IsAppeal,
        bool IsHandedUp, DateTime OpenedAt, Guid? TakenBy, DateTime? DecidedAt, string? Outcome);

    /// <param name="which">waiting, mine, appeals, handed_up or decided; waiting where nothing is asked.</param>
    /// <param name="kind">Of what waits: product, review, question, answer, message, store or change.</param>
    /// <param name="reason">Of what waits: the reason most gave.</param>
    static async Task<Results<Ok<Page<Listed>>, ProblemHttpResult>> Handle(
        string? which, string? kind, string? reason, int? limit, string? cursor, Caller caller, Database database,
        Vault vault, CancellationToken stop)
    {
        if (!Cursor.TryRead<Position>(cursor, out var after)) return KernelRefusals.MalformedCursor.AsProblem();
        await using var session = await database.ReadAsync(stop);
        var take = Cursor.Limit(limit);
        var rows = await ReadAsync(session, new(which, kind, reason, caller.Account), after, take + 1);
        var page = Cursor.Cut(rows, take, row => row.Place);
        return TypedResults.Ok(new Page<Listed>([.. page.Items.Select(row => row.Shown(vault))], page.Next));
    }

    /// <param name="Account">Who asks: some are theirs.</param>
    internal sealed record Wanted(string? Which, string? Kind, string? Reason, Guid? Account);

    internal static Task<IReadOnlyList<Row>> ReadAsync(Session session, Wanted wanted, Position? after, int limit)
    {
        var (at, id) = after ?? (wanted.Which == Decided ? Position.End : Position.Start);
        return session.ListAsync<Row>(
            SqlOf(wanted), new { wanted.Kind, wanted.Reason, wanted.Account, at, id, limit });
    }

    static string SqlOf(Wanted wanted) => (wanted.Which, wanted.Kind, wanted.Reason) switch
    {
        (Mine, _, _) => MineSql,
        (Appeals, _, _) => AppealsSql,
        (HandedUp, _, _) => HandedUpSql,
        (Decided, _, _) => DecidedSql,
        (_, null, null) => WaitingSql,
        (_, _, null) => OfKindSql,
        (_, null, _) => OfReasonSql,
        _ => OfBothSql,
    };

    /// <summary>The last case shown.</summary>
    public sealed record Position(DateTime At, Guid Id)
    {
        internal static readonly Position Start = new(
            DateTime.SpecifyKind(new(1900, 1, 1), DateTimeKind.Utc), Guid.Empty);

        internal static readonly Position End = new(
            DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc), Guid.AllBitsSet);
    }

    internal sealed record Row(
        Guid Id, string Kind, string Thing, byte[]? SnapshotSealed, string Reason, int Reports, int Flags,
        bool IsAppeal, bool IsHandedUp, DateTime OpenedAt, DateTime RankAt, Guid? TakenBy, DateTime? DecidedAt,
        string? Outcome)
    {
        public Position Place => new(DecidedAt ?? RankAt, Id);

        public Listed Shown(Vault vault) => new(
            Id, Kind, Thing, Snapshot.Open(vault, SnapshotSealed)?.Title() ?? "", Reason, Reports, Flags, IsAppeal,
            IsHandedUp, OpenedAt, TakenBy, DecidedAt, Outcome);
    }

    const string Shape = """
        select c.id, c.kind, c.thing, c.snapshot_sealed, c.reason, c.reports, c.flags,
            c.appeal_of is not null as is_appeal, c.handed_up_by is not null as is_handed_up, c.opened_at, c.rank_at,
            case when c.taken_until > now() then c.taken_by end as taken_by, c.decided_at, null::text as outcome
        from trust.case_file c
        where c.is_open and (c.rank_at, c.id) > (@at::timestamptz, @id)
        """;

    const string InOrder = """
        order by c.rank_at, c.id
        limit @limit
        """;

    const string WaitingSql = $"""
        -- trust.list-cases.waiting
        {Shape}
        {InOrder}
        """;

    const string OfKindSql = $"""
        -- trust.list-cases.of-kind
        {Shape} and c.kind = @Kind
        {InOrder}
        """;

    const string OfReasonSql = $"""
        -- trust.list-cases.of-reason
        {Shape} and c.reason = @Reason
        {InOrder}
        """;

    const string OfBothSql = $"""
        -- trust.list-cases.of-both
        {Shape} and c.kind = @Kind and c.reason = @Reason
        {InOrder}
        """;

    const string MineSql = $"""
        -- trust.list-cases.mine
        {Shape} and c.taken_by = @Account and c.taken_until > now()
        {InOrder}
        """;

    const string AppealsSql = $"""
        -- trust.list-cases.appeals
        {Shape} and c.appeal_of is not null
        {InOrder}
        """;

    const string HandedUpSql = $"""
        -- trust.list-cases.handed-up
        {Shape} and c.handed_up_by is not null
        {InOrder}
        """;

    const string DecidedSql = """
        -- trust.list-cases.decided
        select c.id, c.kind, c.thing, c.snapshot_sealed, c.reason, c.reports, c.flags,
            c.appeal_of is not null as is_appeal, c.handed_up_by is not null as is_handed_up, c.opened_at, c.rank_at,
            null::uuid as taken_by, c.decided_at, d.outcome
        from trust.case_file c
        cross join lateral (select outcome from trust.decision where case_id = c.id limit 1) d
        where c.decided_at is not null and (c.decided_at, c.id) < (@at::timestamptz, @id)
        order by c.decided_at desc, c.id desc
        limit @limit
        """;
}
