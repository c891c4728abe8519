namespace Feria.Stores;

/// <summary>Throws away invitations nobody opened.</summary>
sealed class SweepInvitations(Database database) : Sweep(database)
{
    public override string Name => "stores.sweep-invitations";

    public override TimeSpan? Every => TimeSpan.FromHours(1);

    protected override IReadOnlyList<string> Statements => [InvitationsSql];

    const string InvitationsSql = """
        -- stores.sweep-invitations.invitations
        delete from stores.invitation
        where id = any(array(
            select id from stores.invitation
            where expires_at < now()
            order by expires_at
            limit @AtMost
            for update skip locked))
        """;
}
