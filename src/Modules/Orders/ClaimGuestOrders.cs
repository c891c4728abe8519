using Feria.Contracts;

namespace Feria.Orders;

/// <summary>
/// What somebody bought as a guest joins the account that proved the same e-mail address: when the link in the letter
/// is opened, and at each sign-in after that.
/// </summary>
public sealed class ClaimGuestOrders(IAccountBook accounts, Vault vault) : Reaction
{
    public override string Name => "orders.claim-guest-orders";

    public override IReadOnlyCollection<string> Hears { get; } =
        [EventKindAttribute.Of(typeof(EmailVerified)), EventKindAttribute.Of(typeof(SignedIn))];

    public override async Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events)
    {
        var proved = new List<(Guid Account, byte[] Index)>();
        foreach (var account in events.Select(said => said.Key).Distinct())
            if (await accounts.ContactAsync(account, tx.Stop) is { Verified: true } contact)
                proved.Add((account, Person.Index(vault, contact.Email)));
        if (proved.Count == 0) return;
        var claimed = await tx.ListAsync<Guid>(ClaimSql, new
        {
            tx.Region,
            accounts = proved.Select(one => one.Account).ToArray(),
            indexes = proved.Select(one => one.Index).ToArray(),
        });
        foreach (var account in claimed.Distinct()) tx.Append(new OrdersClaimed(account));
    }

    const string ClaimSql = """
        -- orders.claim-guest-orders.claim
        with found as materialized (
            select c.id, p.account_id
            from orders.checkout c
            join unnest(@accounts::uuid[], @indexes::bytea[]) as p(account_id, index) on c.contact_index = p.index
            where c.region = @Region and c.account_id is null
            order by c.id
            for update of c),
        claimed as (
            update orders.checkout c set account_id = f.account_id
            from found f
            where c.region = @Region and c.id = f.id)
        update orders.store_order o set account_id = f.account_id
        from found f
        where o.region = @Region and o.checkout_id = f.id
        returning o.account_id
        """;
}
