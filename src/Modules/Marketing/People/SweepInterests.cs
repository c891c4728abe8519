namespace Feria.Marketing;

/// <summary>Forgets where people looked around a quarter of a year ago and bought nothing.</summary>
sealed class SweepInterests(Database database) : Sweep(database)
{
    public override string Name => "marketing.sweep-interests";

    public override TimeSpan? Every => TimeSpan.FromHours(6);

    protected override IReadOnlyList<string> Statements => [OldSql];

    const string OldSql = """
        -- marketing.sweep-interests.old
        delete from marketing.interest
        where region = @Region and (account_id, category) in (
            select account_id, category from marketing.interest
            where bought_at is null and viewed_at < now() - interval '90 days'
            order by viewed_at
            limit @AtMost
            for update skip locked)
        """;
}
