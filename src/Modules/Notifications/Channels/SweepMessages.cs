namespace Feria.Notifications;

/// <summary>
/// Throws away what was told a day ago or never was, codes that ran out, and devices whose session did.
/// </summary>
sealed class SweepMessages(Database database) : Sweep(database)
{
    public override string Name => "notifications.sweep-messages";

    public override TimeSpan? Every => TimeSpan.FromHours(1);

    protected override IReadOnlyList<string> Statements => [EndedSql, WaitsSql, CodesSql, CountsSql, DevicesSql];

    const string EndedSql = """
        -- notifications.sweep-messages.ended
        delete from notifications.message
        where region = @Region and (account_id, id) in (
            select account_id, id from notifications.message
            where region = @Region and ended_at < now() - interval '1 day'
            order by ended_at
            limit @AtMost
            for update skip locked)
        """;

    const string WaitsSql = """
        -- notifications.sweep-messages.waits
        delete from notifications.message
        where region = @Region and (account_id, id) in (
            select account_id, id from notifications.message
            where region = @Region and ended_at is null and made_at < now() - interval '30 days'
            order by made_at
            limit @AtMost
            for update skip locked)
        """;

    const string CodesSql = """
        -- notifications.sweep-messages.codes
        delete from notifications.phone_code
        where region = @Region and account_id in (
            select account_id from notifications.phone_code
            where region = @Region and expires_at < now() - interval '1 day'
            order by expires_at
            limit @AtMost
            for update skip locked)
        """;

    const string CountsSql = """
        -- notifications.sweep-messages.counts
        delete from notifications.code_count
        where subject = any(array(
            select subject from notifications.code_count
            where day < (now() at time zone 'utc')::date - 1
            order by day
            limit @AtMost
            for update skip locked))
        """;

    const string DevicesSql = """
        -- notifications.sweep-messages.devices
        delete from notifications.receiver
        where region = @Region and (account_id, id) in (
            select account_id, id from notifications.receiver
            where region = @Region and until < now()
            order by until
            limit @AtMost
            for update skip locked)
        """;
}
