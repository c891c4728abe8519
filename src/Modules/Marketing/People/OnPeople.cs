using Feria.Contracts;

namespace Feria.Marketing;

/// <summary>Keeps what is known of people: who they are to the house, what they bought, when they were here.</summary>
sealed class OnPeople(People people, IOrderBook orders) : Reaction
{
    public const string Called = "marketing.on-people";

    public override string Name => Called;

    public override IReadOnlyCollection<string> Hears { get; } =
    [
        EventKindAttribute.Of(typeof(AccountRegistered)),
        EventKindAttribute.Of(typeof(EmailVerified)),
        EventKindAttribute.Of(typeof(AccessChanged)),
        EventKindAttribute.Of(typeof(AddressesChanged)),
        EventKindAttribute.Of(typeof(AccountClosed)),
        EventKindAttribute.Of(typeof(SignedIn)),
        EventKindAttribute.Of(typeof(OrdersClaimed)),
        EventKindAttribute.Of(typeof(OrderConfirmed)),
        EventKindAttribute.Of(typeof(OrderCancelled)),
        EventKindAttribute.Of(typeof(OrderMoved)),
    ];

    public override async Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events)
    {
        var ofOrders = events.Where(said => said.Kind.StartsWith("orders.order-", StringComparison.Ordinal)).ToList();
        var buyers = ofOrders.Count == 0
            ? []
            : await orders.BuyersAsync(tx, [.. ofOrders.Select(said => said.Key).Distinct()]);
        Guid[] about =
        [
            .. events.Except(ofOrders).Select(said => said.Key).Concat(buyers).Distinct(),
        ];
        if (about.Length == 0) return;
        await people.RemakeAsync(tx, about);
        var seen = events.Where(said => said.Kind == EventKindAttribute.Of(typeof(SignedIn)))
            .GroupBy(said => said.Key).OrderBy(some => some.Key).ToList();
        if (seen.Count > 0)
            await tx.ExecuteAsync(SeenSql, new
            {
                tx.Region,
                accounts = seen.Select(some => some.Key).ToArray(),
                ats = seen.Select(some => some.Max(said => said.At)).ToArray(),
            });
    }

    const string SeenSql = """
        -- marketing.on-people.seen
        update marketing.person p set seen_at = greatest(p.seen_at, s.at)
        from unnest(@accounts::uuid[], @ats::timestamptz[]) as s(account_id, at)
        where p.region = @Region and p.account_id = s.account_id
        """;
}
