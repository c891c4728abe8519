namespace Feria.Payments;

/// <summary>
/// Forgets after sixty days which events of the gateway were taken: it repeats one for days at most, and what a
/// forgotten one tells is a fact the payment already knows.
/// </summary>
sealed class SweepInbox(Database database) : Sweep(database)
{
    public override string Name => "payments.sweep-inbox";

    public override TimeSpan? Every => TimeSpan.FromHours(1);

    protected override IReadOnlyList<string> Statements => [ForgetSql];

    const string ForgetSql = """
        -- payments.sweep-inbox.forget
        delete from payments.webhook
        where event_id = any(array(
            select event_id from payments.webhook
            where received_at < now() - interval '60 days'
            order by received_at
            limit @AtMost
            for update skip locked))
        """;
}
