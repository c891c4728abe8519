using Feria.Contracts;

namespace Feria.Payments;

/// <summary>A line of a store's statement: what became payable, or was taken from what was.</summary>
/// <param name="Kind">release, refund, dispute_lost, payout or payout_failed.</param>
/// <param name="Order">The order it is of, with its number.</param>
/// <param name="Of">What the money of an order that was released is made of.</param>
public sealed record StatementLine(
    Guid Id, string Kind, DateTime At, Money Amount, Guid? Order, string? Number, Guid? Payout, Earned? Of);

/// <summary>
/// What an order brought its store when its money was released: sold, less fees, less what had been refunded, less what
/// the store was paid at the door.
/// </summary>
/// <param name="Sold">What the order was sold for, with what the platform bore of it.</param>
/// <param name="Fees">The platform's fees of that, with the tax on them.</param>
/// <param name="Refunded">What refunds before had cost the store: fees come back with them.</param>
public sealed record Earned(Money Sold, Money Fees, Money Refunded, Money Collected);

/// <summary>
/// A stretch of a store's statement. Opening and all lines are closing, to the cent, because all three are the same
/// entries.
/// </summary>
/// <param name="To">The last day, with all of it.</param>
public sealed record Statement(
    DateOnly From, DateOnly To, Money Opening, Money Closing, IReadOnlyList<StatementSum> Sums,
    Page<StatementLine> Lines)
{
    public static async Task<Statement> ReadAsync(
        Session session, string region, IOrderBook orders, Guid store, string currency, Days days, Guid before,
        int limit)
    {
        var (first, end) = (Id.FirstAt(days.From), Id.FirstAt(days.Until));
        var which = new
        {
            region, store, currency, first, end, before = before < end ? before : end, limit = limit + 1,
        };
        // Balance and sums are of one instant; lines are never changed, so they may be read after.
        var sums = await session.ListAsync<Sum>(SumsSql, which);
        var closing = sums.Single(sum => sum.Kind == Balance).Minor;
        var moved = sums.Where(sum => sum.Kind != Balance).ToList();
        var rows = await session.ListAsync<Row>(LinesSql, which);
        var numbers = await orders.NumbersAsync(
            session, [.. rows.Select(row => row.Order).OfType<Guid>().Distinct()]);
        return new(
            days.First, days.Last, new(closing - moved.Sum(sum => sum.Minor), currency), new(closing, currency),
            [.. moved.Select(sum => new StatementSum(sum.Kind, sum.Lines, new(sum.Minor, currency)))],
            Cursor.Cut([.. rows.Select(row => row.Line(currency, numbers))], limit, line => line.Id));
    }

    const string Balance = "closing";

    sealed record Sum(string Kind, long Lines, long Minor);

    sealed record Row(
        Guid Id, string Kind, DateTime At, long Minor, Guid? Order, Guid? Payout, long? Sold, long? Fees,
        long Collected)
    {
        public StatementLine Line(string currency, IReadOnlyDictionary<Guid, string> numbers) => new(
            Id, Kind, At, new(Minor, currency), Order, Order is { } order ? numbers.GetValueOrDefault(order) : null,
            Payout, Sold is { } sold && Fees is { } fees
                ? new(
                    new(sold, currency), new(fees, currency), new(sold - fees - Collected - Minor, currency),
                    new(Collected, currency))
                : null);
    }

    // Closing is the balance less what came after the stretch. In the books what is owed is negative.
    const string SumsSql = """
        -- payments.statement.sums
        with entry as (
            select journal_id, amount_minor
            from payments.entry
            where region = @region and account = 'payable' and owner = @store and currency = @currency
                and journal_id >= @first)
        select j.kind, count(*) as lines, (-sum(e.amount_minor))::bigint as minor
        from entry e
        join payments.journal j on j.region = @region and j.id = e.journal_id
        where e.journal_id < @end
        group by j.kind
        union all
        select 'closing', 0, coalesce(-sum(amount_minor), 0)::bigint
        from (
            select amount_minor
            from payments.ledger_now(@region)
            where account = 'payable' and owner = @store and currency = @currency
            union all
            select -amount_minor from entry where journal_id >= @end) a
        """;

    // As it was sold and when it was released: what happened since has lines of its own.
    const string LinesSql = """
        -- payments.statement.lines
        select e.journal_id as id, j.kind, j.at, -e.amount_minor as minor, j.order_id as order, j.payout_id as payout,
            s.total_minor + s.subsidy_minor as sold, s.commission_minor as fees,
            coalesce((
                select -d.amount_minor
                from payments.entry d
                where d.region = @region and d.journal_id = e.journal_id and d.account = 'cash_due'), 0) as collected
        from (
            select journal_id, amount_minor
            from payments.entry
            where region = @region and account = 'payable' and owner = @store and currency = @currency
                and journal_id >= @first and journal_id < @before
            order by journal_id desc
            limit @limit) e
        join payments.journal j on j.region = @region and j.id = e.journal_id
        left join payments.sale s on s.region = @region and s.order_id = j.order_id and j.kind = 'release'
        order by e.journal_id desc
        """;
}

/// <summary>All lines of a kind together.</summary>
public sealed record StatementSum(string Kind, long Lines, Money Amount);
