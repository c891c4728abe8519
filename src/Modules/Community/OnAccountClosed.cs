using Feria.Contracts;

namespace Feria.Community;

/// <summary>A person left: what they said in public stays without their name.</summary>
sealed class OnAccountClosed : Reaction
{
    public override string Name => "community.on-account-closed";

    public override IReadOnlyCollection<string> Hears { get; } = [EventKindAttribute.Of(typeof(AccountClosed))];

    public override async Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events)
    {
        Guid[] accounts = [.. events.Select(said => said.Key).Distinct()];
        foreach (var (product, review) in await tx.ListAsync<(Guid, Guid)>(ReviewsSql, new { accounts }))
            tx.Append(new ReviewChanged(product, review));
    }

    const string ReviewsSql = """
        -- community.on-account-closed.reviews
        with written as materialized (
            select r.id
            from unnest(@accounts::uuid[]) as a(id)
            join community.review r on r.account_id = a.id
            order by r.id
            for update of r)
        update community.review r
        set account_id = null, author = '', version = version + 1
        from written w
        where r.id = w.id
        returning r.product_id, r.id
        """;
}
