namespace Feria.Recommendations;

/// <summary>Forgets products nobody has cared for: what weighs less than one view of a fortnight ago.</summary>
sealed class SweepTrending(Database database) : Sweep(database)
{
    public override string Name => "recommendations.sweep-trending";

    public override TimeSpan? Every => TimeSpan.FromHours(1);

    protected override IReadOnlyList<string> Statements => [ColdSql];

    const string ColdSql = """
        -- recommendations.sweep-trending.cold
        delete from recommendations.trending
        where (category, product_id) in (
            select category, product_id from recommendations.trending
            where score < extract(epoch from now())::float8 / 172800 - 7
            order by score
            limit @AtMost
            for update skip locked)
        """;
}
