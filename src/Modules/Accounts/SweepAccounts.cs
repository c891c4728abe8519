namespace Feria.Accounts;

/// <summary>
/// Throws away what has run out: sessions, links, counted failures, invitations, second steps that were begun and not
/// confirmed, and after 90 days what tells of staff who used an account; the audit keeps that.
/// </summary>
sealed class SweepAccounts(Database database) : Sweep(database)
{
    public override string Name => "accounts.sweep";

    public override TimeSpan? Every => TimeSpan.FromHours(1);

    protected override IReadOnlyList<string> Statements => 
        [SessionsSql, LinksSql, AttemptsSql, InvitationsSql, BegunSql, ActingSql];

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

    const string InvitationsSql = """
        -- accounts.sweep.invitations
        delete from accounts.staff_invitation
        where id = any(array(
            select id from accounts.staff_invitation
            where expires_at < now()
            order by expires_at
            limit @AtMost
            for update skip locked))
        """;

    const string BegunSql = """
        -- accounts.sweep.begun
        delete from accounts.second_step
        where region = @Region and confirmed_at is null and account_id = any(array(
            select account_id from accounts.second_step
            where confirmed_at is null and begun_at < now() - interval '1 day'
            order by begun_at
            limit @AtMost
            for update skip locked))
        """;

    const string ActingSql = """
        -- accounts.sweep.acting
        delete from accounts.acting
        where region = @Region and id = any(array(
            select id from accounts.acting
            where ends_at < now() - interval '90 days' and told_at is not null
            order by ends_at
            limit @AtMost
            for update skip locked))
        """;
}
