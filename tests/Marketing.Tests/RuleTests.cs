using Dapper;
using FsCheck;
using FsCheck.Fluent;
using Npgsql;

namespace Feria.Marketing.Tests;

/// <summary>A rule finds in the database whom it finds in C#; what is no rule is refused.</summary>
public sealed class RuleTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    static readonly DateTime Now = new(2026, 6, 1, 12, 0, 0, DateTimeKind.Utc);
    static readonly Guid Inner = Guid.Parse("00000000-0000-7000-8000-000000000001");
    static readonly Dictionary<int, int[]> Below = new() { [1] = [1, 2, 3], [2] = [2], [3] = [3] };
    static readonly Dictionary<Guid, Rule> Segments = new() { [Inner] = new(Rule.Country, In: ["BR"]) };

    sealed record Facts(
        Guid Account, string? Country, string? Zone, string Locale, DateTime RegisteredAt, DateTime? SeenAt, int Orders,
        DateTime? LastOrderAt, DateTime? CartAt, long Spent, int? Bought, DateTime BoughtAt, int? Viewed,
        DateTime ViewedAt);

    // What a rule means, said once more and plainly.
    static bool Holds(Rule rule, Facts one)
    {
        bool Within(DateTime? at) => at >= (rule.Days is { } days ? Now.AddDays(-days) : DateTime.UnixEpoch);
        bool Between(long many) => many >= (rule.Least ?? 0) && many <= (rule.Most ?? long.MaxValue);
        bool In(string? word) =>
            word is not null && rule.In!.Contains(word, StringComparer.OrdinalIgnoreCase);
        var holds = rule.What switch
        {
            Rule.All => rule.Rules!.All(inner => Holds(inner, one)),
            Rule.Any => rule.Rules!.Any(inner => Holds(inner, one)),
            Rule.Country => In(one.Country),
            Rule.Zone => In(one.Zone),
            Rule.Language => In(one.Locale),
            Rule.Registered => !(one.RegisteredAt < rule.Since) && !(one.RegisteredAt >= rule.Until),
            Rule.Seen => Within(one.SeenAt),
            Rule.Ordered => Within(one.LastOrderAt),
            Rule.Orders => Between(one.Orders),
            Rule.Spent => Between(rule.Currency == "BRL" ? one.Spent : 0),
            Rule.Bought => one.Bought is { } bought && Below[rule.Category!.Value].Contains(bought)
                && Within(one.BoughtAt),
            Rule.Viewed => one.Viewed is { } viewed && Below[rule.Category!.Value].Contains(viewed)
                && Within(one.ViewedAt),
            Rule.Cart => one.CartAt <= Now.AddHours(-rule.Hours!.Value),
            Rule.InSegment => Holds(Segments[rule.Segment!.Value], one),
            _ => throw new ArgumentException(rule.What),
        };
        return holds != rule.Not;
    }

    static readonly Gen<DateTime> When = Gen.Choose(0, 60).Select(days => Now.AddDays(-days).AddHours(-1));

    static Gen<DateTime?> Perhaps => Gen.OneOf(When.Select(at => (DateTime?)at), Gen.Constant((DateTime?)null));

    static readonly Gen<Facts> SomeFacts =
        from country in Gen.Elements<string?>("BR", "AR", null)
        from zone in Gen.Elements<string?>("SP", "São Paulo", null)
        from locale in Gen.Elements("en", "es")
        from registered in When
        from seen in Perhaps
        from orders in Gen.Choose(0, 4)
        from last in Perhaps
        from cart in Perhaps
        from spent in Gen.Choose(0, 400)
        from bought in Gen.Elements<int?>(1, 2, 3, null)
        from boughtAt in When
        from viewed in Gen.Elements<int?>(1, 2, 3, null)
        from viewedAt in When
        select new Facts(
            Id.New(), country, zone, locale, registered, seen, orders, last, cart, spent, bought, boughtAt,
            viewed == bought ? null : viewed, viewedAt);

    static readonly Gen<Rule> Condition =
        from what in Gen.Elements(Rule.Asked.ToArray())
        from not in Gen.Elements(true, false)
        from number in Gen.Choose(0, 60)
        from more in Gen.Choose(0, 300)
        from words in Gen.Elements<string[]>(["br"], ["AR", "sp"], ["es", "São Paulo"])
        from category in Gen.Choose(1, 3)
        from isOpen in Gen.Elements(true, false)
        select new Rule(
            what, null, not, words, category, isOpen && what is Rule.Bought or Rule.Viewed ? null : number + 1,
            number + 1, Now.AddDays(-number - 1), isOpen ? null : Now.AddDays(-number / 2), number % 5,
            isOpen ? null : number % 5 + more, "BRL", Inner);

    static Gen<Rule> Tree(int depth) => depth == 0
        ? Condition
        : Gen.OneOf(
            Condition,
            from what in Gen.Elements(Rule.All, Rule.Any)
            from not in Gen.Elements(true, false)
            from rules in Tree(depth - 1).NonEmptyListOf()
            select new Rule(what, [.. rules.Take(4)], not));

    [Fact]
    public async Task It_finds_in_the_database_whom_it_means()
    {
        var people = Gen.Sample(SomeFacts, 300).ToList();
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        foreach (var one in people)
            await connection.ExecuteAsync("""
                insert into marketing.person (region, account_id, country, zone, locale, registered_at, is_verified,
                    seen_at, orders, last_order_at, cart_at)
                values ('main', @Account, @Country, @Zone, @Locale, @RegisteredAt, true, @SeenAt, @Orders, @LastOrderAt,
                    @CartAt);
                insert into marketing.spent (region, account_id, currency, orders, spent_minor)
                values ('main', @Account, 'BRL', 1, @Spent);
                insert into marketing.interest (region, account_id, category, bought_at, viewed_at)
                select 'main', @Account, category, bought_at, viewed_at
                from (values (@Bought::int, @BoughtAt::timestamptz, null::timestamptz), (@Viewed, null, @ViewedAt))
                    as i(category, bought_at, viewed_at)
                where category is not null
                """, one);

        foreach (var rule in Gen.Sample(Tree(3), 300))
        {
            var sql = new RuleSql(Now, Below, Segments);
            var condition = sql.Of(rule);
            var found = await connection.QueryAsync<Guid>(
                $"select p.account_id from marketing.person p where p.region = 'main' and {condition}", sql.Values);
            Assert.Equal(
                people.Where(one => Holds(rule, one)).Select(one => one.Account).Order(), found.Order());
        }
    }

    [Fact]
    public void What_lacks_what_it_asks_for_is_no_rule()
    {
        static Rule All(params Rule[] rules) => new(Rule.All, rules);
        var whole = new Rule(Rule.Seen, Days: 3);
        Assert.Null(All(All(All(whole))).Refuse());
        Assert.Null(All([.. Enumerable.Repeat(whole, 20)]).Refuse());
        foreach (var wrong in new[]
        {
            All(), All(All(All(All(whole)))), All([.. Enumerable.Repeat(whole, 21)]), new(Rule.Seen),
            new(Rule.Spent, Least: 3), new(Rule.Orders, Least: 3, Most: 2), new(Rule.Country, In: []),
            new(Rule.Registered, Since: Now, Until: Now), new(Rule.Cart), new(Rule.InSegment), new(Rule.Bought),
        }) Assert.Equal("segment_rule_unclear", wrong.Refuse()?.Code);
    }
}
