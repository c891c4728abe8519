namespace Feria.Notifications;

/// <summary>Forgets what people were told three months ago, and letters whose day never came.</summary>
sealed class SweepNotices(Database database) : Sweep(database)
{
    public override string Name => "notifications.sweep-notices";

    public override TimeSpan? Every => TimeSpan.FromHours(1);

    protected override IReadOnlyList<string> Statements => [NoticesSql, HeldSql];

    const string NoticesSql = """
        -- notifications.sweep-notices.notices
        delete from notifications.notice
        where region = @Region and (account_id, id) in (
            select account_id, id from notifications.notice
            where region = @Region and made_at < now() - interval '90 days'
            order by made_at
            limit @AtMost
            for update skip locked)
        """;

    const string HeldSql = """
        -- notifications.sweep-notices.held
        delete from notifications.held
        where region = @Region and (account_id, id) in (
            select account_id, id from notifications.held
            where region = @Region and made_at < now() - interval '30 days'
            order by made_at
            limit @AtMost
            for update skip locked)
        """;
}
