using System.Text.Json;
using Dapper;
using Feria.Contracts;

namespace Feria.Marketing;

/// <param name="InUse">Campaigns that are not over and have it.</param>
public sealed record SegmentFile(Guid Id, string Name, Rule Rule, DateTime ChangedAt, int InUse);

/// <summary>How many a rule has, and some of them.</summary>
/// <param name="IsAbout">Whether it was told by a part of all people.</param>
public sealed record SegmentCount(long Many, bool IsAbout, IReadOnlyList<Guid> Some);

/// <summary>Reads segments, and finds whom they have.</summary>
public sealed class SegmentBook(Database database, ICategoryBook categories, TimeProvider clock)
{
    /// <summary>Of more people than this a part is looked at, and the whole told by it.</summary>
    public const int LookedAt = 100_000;

    const int Sampled = 10;

    /// <summary>A statement about people with the condition in its place.</summary>
    internal static string With(string sql, string condition) =>
        sql.Replace("true /* rule */", condition, StringComparison.Ordinal);

    internal async Task<Refusal?> RefuseAsync(Session session, Rule rule, Guid? own = null)
    {
        if (rule.Refuse() is { } unclear) return unclear;
        var conditions = rule.Conditions().ToList();
        var named = await NamedAsync(session, rule);
        if (conditions.Any(one => one.Segment is { } id && (id == own || !named.TryGetValue(id, out var other)
            || other.Conditions().Any(inner => inner.Segment is not null))))
            return Refusals.SegmentUnknown;
        if (own is { } self && conditions.Any(one => one.Segment is not null)
            && await IsNamedAsync(session, self))
            return Refusals.SegmentUnknown;
        return conditions.All(one => one.Category is null)
            || (await BelowAsync(session)) is var below
                && conditions.All(one => one.Category is not { } category || below.ContainsKey(category))
            ? null
            : Refusals.CategoryUnknown;
    }

    /// <summary>Whether another segment names it.</summary>
    internal Task<bool> IsNamedAsync(Session session, Guid segment) =>
        session.OneAsync<bool>(IsNamedSql, new { self = JsonSerializer.Serialize(segment, Json.Options) });

    /// <summary>A rule as a condition on people, with its values.</summary>
    public async Task<(string Condition, DynamicParameters Values)> SqlAsync(Session session, Rule? rule)
    {
        if (rule is null) return ("true", new());
        var named = await NamedAsync(session, rule);
        var asks = rule.Conditions().Concat(named.Values.SelectMany(one => one.Conditions()))
            .Any(one => one.Category is not null);
        var sql = new RuleSql(
            clock.GetUtcNow().UtcDateTime, asks ? await BelowAsync(session) : new Dictionary<int, int[]>(), named);
        return (sql.Of(rule), sql.Values);
    }

    public async Task<SegmentCount> CountAsync(Session session, Rule rule)
    {
        var (condition, values) = await SqlAsync(session, rule);
        var all = await session.OneAsync<long>(AllSql);
        values.Add("percent", all <= LookedAt ? 100f : 100f * LookedAt / all);
        values.Add("Region", database.Region);
        values.Add("Sampled", Sampled);
        var found = await session.OneAsync<(long Many, Guid[] Some)>(With(CountSql, condition), values);
        return all <= LookedAt
            ? new(found.Many, false, found.Some)
            : new(found.Many * all / LookedAt, true, found.Some);
    }

    /// <summary>Whether a rule has this account.</summary>
    internal async Task<bool> HasAsync(Session session, Rule rule, Guid account)
    {
        var (condition, values) = await SqlAsync(session, rule);
        values.Add("account", account);
        values.Add("Region", database.Region);
        return await session.OneAsync<bool>(With(HasSql, condition), values);
    }

    public async Task<SegmentFile?> FindAsync(Session session, Guid segment) =>
        await session.OneOrNullAsync<Row>(FindSql, new { segment }) is { } row ? row.File() : null;

    public async Task<Page<SegmentFile>> PageAsync(Session session, Guid before, int limit) => Cursor.Cut(
        [.. (await session.ListAsync<Row>(ListSql, new { before, limit = limit + 1 })).Select(row => row.File())],
        limit, one => one.Id);

    async Task<IReadOnlyDictionary<Guid, Rule>> NamedAsync(Session session, Rule rule)
    {
        Guid[] ids = [.. rule.Conditions().Select(one => one.Segment).OfType<Guid>().Distinct()];
        return ids.Length == 0
            ? new Dictionary<Guid, Rule>()
            : (await session.ListAsync<Row>(NamedSql, new { ids })).Select(row => row.File())
                .ToDictionary(one => one.Id, one => one.Rule);
    }

    // The numbers of each category and all below it.
    async Task<IReadOnlyDictionary<int, int[]>> BelowAsync(Session session) =>
        (await categories.AllAsync(session, Locale.Default))
            .SelectMany(one => one.Path.Select(above => (above, one.Number)))
            .GroupBy(pair => pair.above, pair => pair.Number)
            .ToDictionary(some => some.Key, some => some.ToArray());

    sealed record Row(Guid Id, string Name, string Rule, DateTime ChangedAt, int InUse)
    {
        public SegmentFile File() => new(
            Id, Name, JsonSerializer.Deserialize<Rule>(Rule, Json.Options)!, ChangedAt, InUse);
    }

    const string Columns = """
        s.id, s.name, s.rule::text as rule, s.changed_at, (
                select count(*)::int from marketing.campaign c
                where c.segment_id = s.id and c.status not in ('finished', 'stopped')) as in_use
        """;

    const string AllSql = """
        -- marketing.segment-book.all
        select coalesce(sum(greatest(reltuples, 0)), 0)::bigint
        from pg_class
        where oid in (select inhrelid from pg_inherits where inhparent = 'marketing.person'::regclass)
        """;

    const string CountSql = """
        -- marketing.segment-book.count
        with found as materialized (
            select p.account_id
            from marketing.person p tablesample system (@percent) repeatable (1)
            where p.region = @Region and true /* rule */)
        select (select count(*) from found) as many,
            array(select account_id from found order by account_id desc limit @Sampled) as some
        """;

    const string HasSql = """
        -- marketing.segment-book.has
        select exists (
            select from marketing.person p
            where p.region = @Region and p.account_id = @account and true /* rule */)
        """;

    const string FindSql = $"""
        -- marketing.segment-book.find
        select {Columns} from marketing.segment s where s.id = @segment
        """;

    const string NamedSql = $"""
        -- marketing.segment-book.named
        select {Columns} from marketing.segment s where s.id = any(@ids)
        """;

    const string ListSql = $"""
        -- marketing.segment-book.list
        select {Columns} from marketing.segment s where s.id < @before order by s.id desc limit @limit
        """;

    // Two hundred segments there may be.
    const string IsNamedSql = """
        -- marketing.segment-book.is-named
        select exists (
            select from marketing.segment where rule @? ('$.** ? (@.segment == ' || @self || ')')::jsonpath)
        """;
}
