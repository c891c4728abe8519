using Feria.Contracts;

namespace Feria.Marketing;

/// <summary>
/// What is known of people, held against accounts and orders. When somebody was here, what they looked at and their
/// cart are followed and not held against anything: nobody keeps what they were made of.
/// </summary>
sealed class PeopleCopy(Database database, People people, IAccountBook accounts) : TableCopy
{
    public override string Name => MarketingModule.People;

    public override string Group => "people";

    public override IReadOnlyCollection<string> FedBy => [OnPeople.Called];

    public override async Task<IReadOnlyList<Guid>> WalkAsync(Session session, Guid after, int limit)
    {
        var kept = await session.ListAsync<Guid>(WalkSql, new { database.Region, after, limit });
        var known = await accounts.WalkAsync(session, after, limit);
        return [.. kept.Union(known).Order().Take(limit)];
    }

    public override async Task<IReadOnlyList<Difference>> CompareAsync(Session session, Guid[] subjects)
    {
        var source = await people.AskAsync(session, subjects);
        var copy = (await session.ListAsync<KnownPerson>(PeopleSql, new { database.Region, subjects }))
            .ToDictionary(one => one.Account, one => $"{one}");
        var spent = (await session.ListAsync<Bought>(SpentSql, new { database.Region, subjects }))
            .ToLookup(one => one.Account, Say);
        var said = source.People.ToDictionary(one => one.Account, one => $"{one}");
        var bought = source.Bought.ToLookup(one => one.Account, Say);
        return
        [
            .. subjects.SelectMany(subject => new[]
            {
                Difference.Of(
                    subject, "person", said.GetValueOrDefault(subject), copy.GetValueOrDefault(subject)),
                Difference.Of(subject, "what was spent", Join(bought[subject]), Join(spent[subject])),
            }).OfType<Difference>(),
        ];
    }

    public override Task RemakeAsync(Tx tx, Guid[] subjects) => people.RemakeAsync(tx, subjects);

    public override async Task<IReadOnlyDictionary<string, long>> FiguresAsync(Session session)
    {
        var (many, orders) = await session.OneAsync<(long, long)>(FiguresSql, new { database.Region });
        return new Dictionary<string, long> { ["people known"] = many, ["orders of theirs"] = orders };
    }

    static string Say(Bought one) => $"{one.Currency} {one.Orders} {one.SpentMinor}";

    static string? Join(IEnumerable<string> parts) =>
        string.Join(", ", parts.Order(StringComparer.Ordinal)) is { Length: > 0 } all ? all : null;

    const string WalkSql = """
        -- marketing.people-copy.walk
        select account_id from marketing.person
        where region = @Region and account_id > @after
        order by account_id
        limit @limit
        """;

    const string PeopleSql = """
        -- marketing.people-copy.people
        select account_id as account, country, zone, locale, registered_at, is_verified, orders, last_order_at
        from marketing.person
        where region = @Region and account_id = any(@subjects)
        """;

    const string SpentSql = """
        -- marketing.people-copy.spent
        select account_id as account, currency, orders, spent_minor, now() as last_at
        from marketing.spent
        where region = @Region and account_id = any(@subjects)
        """;

    const string FiguresSql = """
        -- marketing.people-copy.figures
        select count(*), coalesce(sum(orders), 0)::bigint from marketing.person where region = @Region
        """;
}
