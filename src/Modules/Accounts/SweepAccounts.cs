namespace Feria.Accounts;

/// <summary>Throws away what has run out: sessions, links, counted failures.</summary>
sealed class SweepAccounts(Database database) : Sweep(database)
{
    public override string Name => "accounts.sweep";

    public override TimeSpan? Every => TimeSpan.FromHours(1);

    protected override IReadOnlyList<string> Statements => [SessionsSql, LinksSql, AttemptsSql];

    const string SessionsSql = """
        -- accounts.sweep.sessions
        delete from accounts.session
        where id = any(array(
            select id from accounts.session
            where expires_at < now()
            order by expires_at
            limit @AtMost
            for update skip locked))
        """;

    const string LinksSql = """
        -- accounts.sweep.links
        delete from accounts.single_use_link
        where token_hash = any(array(
            select token_hash from accounts.single_use_link
            where expires_at < now() - interval '7 days'
            order by expires_at
            limit @AtMost
            for update skip locked))
        """;

    const string AttemptsSql = """
        -- accounts.sweep.attempts
        delete from accounts.attempt
        where subject = any(array(
            select subject from accounts.attempt
            where last_at < now() - interval '1 day'
            order by last_at
            limit @AtMost
            for update skip locked))
        """;
}
