using Feria.Contracts;

namespace Feria.Payments;

/// <summary>A line of a store's statement: what became payable, or was taken from what was.</summary>
/// <param name="Kind">release, refund, dispute_lost, payout or payout_failed.</param>
/// <param name="Order">The order it is of, with its number.</param>
/// <param name="Sold">
/// What the order was sold for, with what the platform added for discounts, where its money was released.
/// </param>
/// <param name="Fees">The platform's fees of it as they stand now, with the tax on them.</param>
/// <param name="Refunded">What went back of it so far.</param>
public sealed record StatementLine(
    Guid Id, string Kind, DateTime At, Money Amount, Guid? Order, string? Number, Guid? Payout, Money? Sold,
    Money? Fees, Money? Refunded);

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
        Guid Id, string Kind, DateTime At, long Minor, Guid? Order, Guid? Payout, long? Total, long? Fees,
        long? Refunded)
    {
        public StatementLine Line(string currency, IReadOnlyDictionary<Guid, string> numbers) => new(
            Id, Kind, At, new(Minor, currency), Order, Order is { } order ? numbers.GetValueOrDefault(order) : null,
            Payout, In(Total, currency), In(Fees, currency), In(Refunded, currency));

        static Money? In(long? minor, string currency) => minor is null ? null : new Money(minor.Value, currency);
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
            select sum_minor as amount_minor
            from payments.ledger_sum
            where region = @region and account = 'payable' and owner = @store and currency = @currency
            union all
            select e.amount_minor
            from payments.journal j
            cross join lateral (
                select account, owner, currency, amount_minor
                from payments.entry
                where entry.region = j.region and entry.journal_id = j.id
                offset 0) e
            where j.region = @region
                and j.written_by >= coalesce((select until from payments.ledger_closed where region = @region), 0)
                and j.written_by <= pg_snapshot_xmax(pg_current_snapshot())::text::bigint
                and e.account = 'payable' and e.owner = @store and e.currency = @currency
            union all
            select -amount_minor from entry where journal_id >= @end) a
        """;

    const string LinesSql = """
        -- payments.statement.lines
        select e.journal_id as id, j.kind, j.at, -e.amount_minor as minor, j.order_id as order, j.payout_id as payout,
            case when j.kind = 'release' then s.total_minor + s.subsidy_minor - s.subsidy_refunded_minor end as total,
            case when j.kind = 'release' then s.commission_minor - s.commission_refunded_minor end as fees,
            case when j.kind = 'release' then s.refunded_minor end as refunded
        from (
            select journal_id, amount_minor
            from payments.entry
            where region = @region and account = 'payable' and owner = @store and currency = @currency
                and journal_id >= @first and journal_id < @before
            order by journal_id desc
            limit @limit) e
        join payments.journal j on j.region = @region and j.id = e.journal_id
        left join payments.sale s on s.region = @region and s.order_id = j.order_id
        order by e.journal_id desc
        """;
}

/// <summary>All lines of a kind together.</summary>
public sealed record StatementSum(string Kind, long Lines, Money Amount);
