using Dapper;

namespace Feria.Marketing;

/// <summary>
/// A rule as a condition on <c>marketing.person p</c>: put together of the pieces below and nothing else, with every
/// value a parameter.
/// </summary>
sealed class RuleSql(
    DateTime now, IReadOnlyDictionary<int, int[]> below, IReadOnlyDictionary<Guid, Rule> segments)
{
    public DynamicParameters Values { get; } = new();

    int many;

    public string Of(Rule rule)
    {
        var said = rule.What switch
        {
            Rule.All => $"({string.Join(" and ", rule.Rules!.Select(Of))})",
            Rule.Any => $"({string.Join(" or ", rule.Rules!.Select(Of))})",
            Rule.InSegment => Of(segments[rule.Segment!.Value]),
            _ => $"coalesce({Condition(rule)}, false)",
        };
        return rule.Not ? $"not {said}" : said;
    }

    string Condition(Rule rule) => rule.What switch
    {
        Rule.Country => $"p.country = any({Upper(rule)})",
        Rule.Zone => $"upper(p.zone) = any({Upper(rule)})",
        Rule.Language => $"p.locale = any({Value(rule.In!.Select(word => word.ToLowerInvariant()).ToArray())})",
        Rule.Registered => $"(p.registered_at >= {Value(From(rule.Since))} "
            + $"and p.registered_at < {Value(To(rule.Until))})",
        Rule.Seen => $"p.seen_at >= {Value(now.AddDays(-rule.Days!.Value))}",
        Rule.Ordered => $"p.last_order_at >= {Value(now.AddDays(-rule.Days!.Value))}",
        Rule.Orders => $"p.orders between {Value(rule.Least ?? 0)} and {Value(rule.Most ?? long.MaxValue)}",
        Rule.Spent => $"{SpentOf(Value(rule.Currency!))} between {Value(rule.Least ?? 0)} "
            + $"and {Value(rule.Most ?? long.MaxValue)}",
        Rule.Bought => Interest("bought_at", rule),
        Rule.Viewed => Interest("viewed_at", rule),
        Rule.Cart => $"p.cart_at <= {Value(now.AddHours(-rule.Hours!.Value))}",
        _ => throw new ArgumentException($"Nothing is known of {rule.What}."),
    };

    static string SpentOf(string currency) => $"""
        coalesce((
            select s.spent_minor from marketing.spent s
            where s.region = p.region and s.account_id = p.account_id and s.currency = {currency}), 0)
        """;

    // Asked of each person by the key: exists might read the interests of everybody for a few.
    string Interest(string when, Rule rule) => $"""
        (
            select true from marketing.interest i
            where i.region = p.region and i.account_id = p.account_id
                and i.category = any({Value(below.GetValueOrDefault(rule.Category!.Value, [rule.Category.Value]))})
                and i.{when} >= {Value(rule.Days is { } days ? now.AddDays(-days) : DateTime.UnixEpoch)}
            limit 1)
        """;

    static DateTime From(DateTime? since) => since?.InUtc() ?? DateTime.UnixEpoch;

    static DateTime To(DateTime? until) => until?.InUtc() ?? new(9999, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    string Upper(Rule rule) => Value(rule.In!.Select(word => word.ToUpperInvariant()).ToArray());

    string Value(object value)
    {
        var name = $"r{many++}";
        Values.Add(name, value);
        return "@" + name;
    }
}
