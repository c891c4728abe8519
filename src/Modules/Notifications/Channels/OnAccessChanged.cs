using Feria.Contracts;

namespace Feria.Notifications;

/// <summary>
/// Devices whose session ended (signed out, signed out from elsewhere, a new password) are told nothing more.
/// </summary>
sealed class OnAccessChanged(IAccountBook accounts) : Reaction
{
    public override string Name => "notifications.on-access-changed";

    public override IReadOnlyCollection<string> Hears { get; } = [EventKindAttribute.Of(typeof(AccessChanged))];

    public override async Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events)
    {
        var devices = await tx.ListAsync<(Guid Account, Guid Id, Guid Session)>(
            DevicesSql, new { tx.Region, accounts = events.Select(said => said.Key).Distinct().ToArray() });
        if (devices.Count == 0) return;
        var live = (await accounts.SessionsAsync(tx, [.. devices.Select(one => one.Session).Distinct()]))
            .Select(session => session.Id).ToHashSet();
        var ended = devices.Where(one => !live.Contains(one.Session)).ToList();
        if (ended.Count == 0) return;
        await tx.ExecuteAsync(ForgetSql, new
        {
            tx.Region,
            accounts = ended.Select(one => one.Account).ToArray(),
            ids = ended.Select(one => one.Id).ToArray(),
        });
    }

    const string DevicesSql = """
        -- notifications.on-access-changed.devices
        select a.id as account, r.id, r.session_id as session
        from unnest(@accounts::uuid[]) as a(id)
        cross join lateral (
            select id, session_id
            from notifications.receiver
            where region = @Region and account_id = a.id and session_id is not null
            limit 100) r
        """;

    const string ForgetSql = """
        -- notifications.on-access-changed.forget
        delete from notifications.receiver r
        using unnest(@accounts::uuid[], @ids::uuid[]) as e(account_id, id)
        where r.region = @Region and r.account_id = e.account_id and r.id = e.id
        """;
}
