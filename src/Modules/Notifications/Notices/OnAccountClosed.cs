using Feria.Contracts;

namespace Feria.Notifications;

/// <summary>A person left: what they were told and what they wished goes with them.</summary>
sealed class OnAccountClosed : Reaction
{
    public override string Name => "notifications.on-account-closed";

    public override IReadOnlyCollection<string> Hears { get; } = [EventKindAttribute.Of(typeof(AccountClosed))];

    public override Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events) => tx.ExecuteAsync(
        ForgetSql, new { tx.Region, accounts = events.Select(said => said.Key).Distinct().ToArray() });

    const string ForgetSql = """
        -- notifications.on-account-closed.forget
        with gone as (select unnest(@accounts::uuid[]) as id),
        notices as (
            delete from notifications.notice n using gone g where n.region = @Region and n.account_id = g.id),
        wishes as (delete from notifications.wish w using gone g where w.region = @Region and w.account_id = g.id),
        receivers as (
            delete from notifications.receiver r using gone g where r.region = @Region and r.account_id = g.id),
        messages as (
            delete from notifications.message m using gone g where m.region = @Region and m.account_id = g.id),
        codes as (
            delete from notifications.phone_code c using gone g where c.region = @Region and c.account_id = g.id)
        delete from notifications.held h using gone g where h.region = @Region and h.account_id = g.id
        """;
}
