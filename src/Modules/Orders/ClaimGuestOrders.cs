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
        foreach (var account in events.Select(said => said.Key).Distinct().Order())
        {
            if (await accounts.ContactAsync(account, tx.Stop) is not { Verified: true } contact) continue;
            await tx.ExecuteAsync(ClaimSql, new { tx.Region, account, index = Person.Index(vault, contact.Email) });
        }
    }

    const string ClaimSql = """
        -- orders.claim-guest-orders.claim
        with claimed as (
            update orders.checkout set account_id = @account
            where region = @Region and contact_index = @index and account_id is null
            returning id)
        update orders.store_order o set account_id = @account
        from claimed c
        where o.region = @Region and o.checkout_id = c.id
        """;
}
