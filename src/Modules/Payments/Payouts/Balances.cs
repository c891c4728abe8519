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

    // In the books what is owed is a credit, negative. The upper bound leaves nothing out; it tells the planner that
    // few are meant.
    const string OfStoresSql = """
        -- payments.balances.of-stores
        with since as (
            select e.owner, e.account, e.currency, e.amount_minor
            from payments.journal j
            cross join lateral (
                select owner, account, currency, amount_minor
                from payments.entry
                where entry.region = j.region and entry.journal_id = j.id
                offset 0) e
            where j.region = @region
                and j.written_by >= coalesce((select until from payments.ledger_closed where region = @region), 0)
                and j.written_by <= pg_snapshot_xmax(pg_current_snapshot())::text::bigint
                and e.owner = any(@stores)
        )
        select owner as store, currency,
            coalesce(-sum(amount_minor) filter (where account = 'store'), 0)::bigint as held,
            coalesce(-sum(amount_minor) filter (where account = 'payable'), 0)::bigint as payable,
            coalesce(-sum(amount_minor) filter (where account = 'payouts_due'), 0)::bigint as on_its_way
        from (
            select owner, account, currency, sum_minor as amount_minor
            from payments.ledger_sum
            where region = @region and account = any(array['store', 'payable', 'payouts_due'])
                and owner = any(@stores)
            union all
            select owner, account, currency, amount_minor from since) a
        group by owner, currency
        """;
}
