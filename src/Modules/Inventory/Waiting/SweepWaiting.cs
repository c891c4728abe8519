namespace Feria.Inventory;

/// <summary>Forgets who never confirmed, after a week, and who waited for a year.</summary>
sealed class SweepWaiting(Database database) : Sweep(database)
{
    public override string Name => "inventory.sweep-waiting";

    public override TimeSpan? Every => TimeSpan.FromHours(1);

    protected override IReadOnlyList<string> Statements => [UnconfirmedSql, LongSql];

    const string UnconfirmedSql = """
        -- inventory.sweep-waiting.unconfirmed
        delete from inventory.waiting
        where region = @Region and id = any(array(
            select id from inventory.waiting
            where region = @Region and confirmed_at is null and made_at < now() - interval '7 days'
            order by made_at
            limit @AtMost
            for update skip locked))
        """;

    const string LongSql = """
        -- inventory.sweep-waiting.long
        delete from inventory.waiting
        where region = @Region and id = any(array(
            select id from inventory.waiting
            where region = @Region and confirmed_at < now() - interval '1 year'
            order by confirmed_at
            limit @AtMost
            for update skip locked))
        """;
}
