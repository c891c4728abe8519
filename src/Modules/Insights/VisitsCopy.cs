namespace Feria.Insights;

/// <summary>
/// What was looked at and put into carts: carried on each minute by what was done meanwhile, which is not all kept, so
/// there is nothing to hold it against, only something to make anew.
/// </summary>
sealed class VisitsCopy(CountVisits count) : TableCopy
{
    static readonly Guid Whole = new("00000000-0000-0000-0000-000000000001");

    public override string Name => "insights.visits";

    public override string Group => "statistics";

    public override Task<IReadOnlyList<Guid>> WalkAsync(Session session, Guid after, int limit) =>
        Task.FromResult<IReadOnlyList<Guid>>(after < Whole ? [Whole] : []);

    public override Task<IReadOnlyList<Difference>> CompareAsync(Session session, Guid[] subjects) =>
        Task.FromResult<IReadOnlyList<Difference>>([]);

    public override Task RemakeAsync(Tx tx, Guid[] subjects) => count.RemakeAsync(tx);

    public override async Task<IReadOnlyDictionary<string, long>> FiguresAsync(Session session) =>
        new Dictionary<string, long> { ["views of what stores sell"] = await session.OneAsync<long>(CountSql) };

    const string CountSql = """
        -- insights.visits-copy.count
        select coalesce(sum(views), 0)::bigint
        from insights.visit
        where product_id = '00000000-0000-0000-0000-000000000000'
        """;
}
