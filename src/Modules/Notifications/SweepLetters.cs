namespace Feria.Notifications;

/// <summary>
/// Throws letters away: sent ones after a day, unsent ones after a month; what was written about is remembered for two.
/// </summary>
sealed class SweepLetters(Database database) : Sweep(database)
{
    public override string Name => "notifications.sweep-letters";

    public override TimeSpan? Every => TimeSpan.FromHours(1);

    protected override IReadOnlyList<string> Statements => [SentSql, UnsentSql, ForgetSql];

    const string SentSql = """
        -- notifications.sweep-letters.sent
        delete from notifications.letter
        where id = any(array(
            select id from notifications.letter
            where sent_at < now() - interval '1 day'
            order by sent_at
            limit @AtMost
            for update skip locked))
        """;

    const string UnsentSql = """
        -- notifications.sweep-letters.unsent
        delete from notifications.letter
        where id = any(array(
            select id from notifications.letter
            where sent_at is null and created_at < now() - interval '30 days'
            order by created_at
            limit @AtMost
            for update skip locked))
        """;

    const string ForgetSql = """
        -- notifications.sweep-letters.forget
        delete from notifications.posted
        where mark = any(array(
            select mark from notifications.posted
            where at < now() - interval '60 days'
            order by at
            limit @AtMost
            for update skip locked))
        """;
}
