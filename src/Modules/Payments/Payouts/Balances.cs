namespace Feria.Payments;

/// <summary>What a store has with the platform in one currency.</summary>
/// <param name="Held">Its share of orders that are not delivered or still protected.</param>
/// <param name="Payable">What the platform owes it now; negative where it owes the platform.</param>
/// <param name="OnItsWay">Paid out, and not yet told to have arrived.</param>
public sealed record StoreBalance(Guid Store, Money Held, Money Payable, Money OnItsWay);

/// <summary>Stores' balances, read of the ledger: sums that are closed, and the entries since.</summary>
static class Balances
{
    public static async Task<StoreBalance> OfAsync(Session session, string region, Guid store, string currency) =>
        (await OfAllAsync(session, region, [store])).GetValueOrDefault((store, currency))
        ?? new(store, new(0, currency), new(0, currency), new(0, currency));

    public static async Task<IReadOnlyDictionary<(Guid Store, string Currency), StoreBalance>> OfAllAsync(
        Session session, string region, Guid[] stores) =>
        (await session.ListAsync<Row>(OfStoresSql, new { region, stores })).ToDictionary(
            row => (row.Store, row.Currency),
            row => new StoreBalance(
                row.Store, new(row.Held, row.Currency), new(row.Payable, row.Currency),
                new(row.OnItsWay, row.Currency)));

    sealed record Row(Guid Store, string Currency, long Held, long Payable, long OnItsWay);

    // In the books what is owed is a credit, negative.
    const string OfStoresSql = """
        -- payments.balances.of-stores
        select owner as store, currency,
            coalesce(-sum(amount_minor) filter (where account = 'store'), 0)::bigint as held,
            coalesce(-sum(amount_minor) filter (where account = 'payable'), 0)::bigint as payable,
            coalesce(-sum(amount_minor) filter (where account = 'payouts_due'), 0)::bigint as on_its_way
        from payments.ledger_now(@region)
        where account = any(array['store', 'payable', 'payouts_due']) and owner = any(@stores)
        group by owner, currency
        """;
}
