using System.Text.Json;

namespace Feria.Payments;

/// <summary>
/// Adds up what was written in the ledger, up to the oldest transaction still open, so that a balance is read of sums
/// and the few entries since. Who writes the ledger touches no sum, and so waits for nobody.
/// </summary>
public sealed class CloseLedger(Database database) : Job
{
    const int AtMost = 10_000;

    public override string Name => "payments.close-ledger";

    public override TimeSpan? Every => TimeSpan.FromMinutes(1);

    public override async Task RunAsync(JsonElement body, CancellationToken stop)
    {
        while (await CloseSomeAsync(stop)) { }
    }

    /// <returns>False where nothing was left to add, or another process is at it.</returns>
    async Task<bool> CloseSomeAsync(CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        await tx.ExecuteAsync(OpenSql, new { tx.Region });
        if (await tx.OneOrNullAsync<Stretch>(NextSql, new { tx.Region, AtMost }) is not { } next) return false;
        await tx.ExecuteAsync(CloseSql, new { tx.Region, next.From, next.Until });
        await tx.CommitAsync();
        return true;
    }

    sealed record Stretch(long From, long Until);

    const string OpenSql = """
        -- payments.close-ledger.open
        insert into payments.ledger_closed (region)
        select @Region
        where not exists (select from payments.ledger_closed where region = @Region)
        on conflict do nothing
        """;

    // A transaction before the oldest open one has ended: no more will be written by it. One is added whole, so the
    // last of a full batch, which may go on after it, waits for the next.
    const string NextSql = """
        -- payments.close-ledger.next
        with closed as materialized (
            select until from payments.ledger_closed where region = @Region for update skip locked
        ), next as (
            select j.written_by
            from closed c
            cross join lateral (
                select written_by
                from payments.journal
                where region = @Region and written_by >= c.until
                    and written_by < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
                order by written_by
                limit @AtMost) j
        )
        select c.until as from,
            case when n.count = @AtMost and n.first < n.last then n.last else n.last + 1 end as until
        from closed c
        cross join (select count(*), min(written_by) as first, max(written_by) as last from next) n
        where n.count > 0
        """;

    const string CloseSql = """
        -- payments.close-ledger.close
        with added as (
            insert into payments.ledger_sum (region, account, owner, currency, sum_minor)
            select @Region, e.account, e.owner, e.currency, sum(e.amount_minor)
            from payments.journal j
            cross join lateral (
                select account, owner, currency, amount_minor
                from payments.entry
                where entry.region = j.region and entry.journal_id = j.id
                offset 0) e
            where j.region = @Region and j.written_by >= @From and j.written_by < @Until
            group by e.account, e.owner, e.currency
            order by e.account, e.owner, e.currency
            on conflict (region, account, owner, currency) do update
                set sum_minor = ledger_sum.sum_minor + excluded.sum_minor)
        update payments.ledger_closed set until = @Until where region = @Region
        """;
}
