namespace Feria.Trust;

/// <summary>The numbers the platform chose, as they are in this session.</summary>
public sealed class RuleBook
{
    public const string StrikeDays = "strike_days";
    public const string StoreLimit = "store_limit";
    public const string PersonLimit = "person_limit";
    public const string SilenceDays = "silence_days";
    public const string AppealDays = "appeal_days";
    public const string PriceTimes = "price_times";
    public const string PriceOffers = "price_offers";
    public const string PictureDistance = "picture_distance";

    readonly Dictionary<string, int> values;

    RuleBook(IEnumerable<Rule> rules) => values = rules.ToDictionary(rule => rule.Name, rule => rule.Value);

    public sealed record Rule(string Name, int Value, int Least, int Most);

    public int this[string name] => values[name];

    /// <summary>How much a report for this reason weighs, and a strike.</summary>
    public int WeightOf(string reason) => values["weight_" + reason];

    internal static async Task<RuleBook> ReadAsync(Session session) => new(await ListAsync(session));

    internal static Task<IReadOnlyList<Rule>> ListAsync(Session session) => session.ListAsync<Rule>(ListSql);

    const string ListSql = """
        -- trust.rule-book.list
        select name, value, least, most from trust.rule order by name
        """;
}
