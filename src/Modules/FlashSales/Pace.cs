using Feria.Contracts;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Feria.FlashSales;

/// <summary>
/// Paces every sale that runs, four times a second, whichever process gets its row: numbers who came, ends turns that
/// ran out, gives new ones in order, and closes what is over. A killed process's lock goes with its connection, so the
/// next step is another's.
/// </summary>
public sealed class Pace(Database database, IStock stock, ProcessRoles roles, ILogger<Pace> log) : BackgroundService
{
    static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);
    static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);
    static readonly TimeSpan JustNow = TimeSpan.FromMilliseconds(200);

    // Who pressed the button before the start is in the draw, however long the way here.
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        await Task.Yield();
        if (!roles.Worker) return;
        while (!stop.IsCancellationRequested)
        {
            var some = false;
            await Patiently.DoAsync(async () => some = await StepAllAsync(stop), log, stop);
            await Patiently.WaitAsync(Task.Delay(Timeout.Infinite, stop), some ? Step : Idle, stop);
        }
    }

    /// <summary>Takes every running sale a step on; says whether there are any.</summary>
    public async Task<bool> StepAllAsync(CancellationToken stop)
    {
        await using var session = await database.ReadFreshAsync(stop);
        var running = await session.ListAsync<Guid>(RunningSql, new { database.Region });
        foreach (var sale in running) await StepAsync(sale, stop);
        return running.Count > 0;
    }

    async Task StepAsync(Guid id, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var locked = await tx.OneOrNullAsync<Locked>(LockSql, new { tx.Region, id });
        if (locked is null) return;
        var sale = await tx.OneAsync<Sale>(SaleSql, new { tx.Region, id });
        var now = locked.Now;
        var since = now - (locked.SteppedAt ?? sale.StartsAt);
        if (locked.SteppedAt is not null && since < JustNow) return;

        var next = new Next(sale.Round, sale.DrawnAt, sale.LastNumber, sale.Admitted, 0, 0);
        if (sale.HasLine && now >= (sale.DrawnAt is null ? sale.StartsAt + Grace : sale.StartsAt))
        {
            next = await NumberAsync(tx, sale, next, now);
            await tx.ExecuteAsync(LapseSql, new { tx.Region, id });
        }

        var use = await UseAsync(tx, tx.Region, id);
        if (next.DrawnAt is not null && now < sale.LastCall)
            next = await AdmitAsync(tx, sale, next, use, locked.Credit, since, now);
        await tx.ExecuteAsync(StepSql, new
        {
            tx.Region, id, next.Round, next.DrawnAt, next.LastNumber, next.Admitted, next.Rate, next.Credit, now,
        });

        if (Pacing.Close(sale, use, now) is { } why)
        {
            var unsold = await stock.CloseSetAsideAsync(tx, id);
            await tx.ExecuteAsync(CloseSql, new { tx.Region, id, why, unsold, now });
            tx.Append(new FlashSaleChanged(id));
        }
        else if (sale.DrawnAt is null && next.DrawnAt is not null)
        {
            tx.Append(new FlashSaleChanged(id));
        }

        await tx.CommitAsync();
    }

    /// <summary>How the sale's units are used, in one snapshot.</summary>
    internal static Task<Pacing.Use> UseAsync(Session session, string region, Guid id) =>
        session.OneAsync<Pacing.Use>(UseSql, new { Region = region, id, Pacing.Window });

    // All who came since the last step are one round, in the order of lots nobody could foresee.
    static async Task<Next> NumberAsync(Tx tx, Sale sale, Next next, DateTime now)
    {
        var round = next.Round + 1;
        var given = await tx.ExecuteAsync(NumberSql, new { tx.Region, sale.Id, round, last = next.LastNumber });
        return given == 0 && next.DrawnAt is not null
            ? next
            : next with { Round = round, LastNumber = next.LastNumber + given, DrawnAt = next.DrawnAt ?? now };
    }

    static async Task<Next> AdmitAsync(
        Tx tx, Sale sale, Next next, Pacing.Use use, double kept, TimeSpan since, DateTime now)
    {
        var rate = Pacing.Rate(use.PlacedLately);
        var credit = Pacing.Credit(kept, rate, since);
        next = next with { Rate = rate, Credit = credit };
        var free = use.Free(sale);
        if (free <= 0 || credit < 1 || next.LastNumber == next.Admitted) return next;

        var waiting = await tx.ListAsync<Pacing.Waiting>(
            WaitingSql, new { tx.Region, sale.Id, next.Admitted, most = (int)credit });
        var turns = Pacing.Admit(free, waiting);
        if (turns.Count == 0) return next;
        await tx.ExecuteAsync(AdmitSql, new
        {
            tx.Region,
            ids = turns.Select(turn => turn.Id).ToArray(),
            allowed = turns.Select(turn => turn.Allowed).ToArray(),
            now,
            ends = now.AddSeconds(sale.TurnSeconds),
        });
        return next with { Admitted = turns[^1].Number, Credit = credit - turns.Count };
    }

    sealed record Locked(double Credit, DateTime? SteppedAt, DateTime Now);

    sealed record Next(int Round, DateTime? DrawnAt, int LastNumber, int Admitted, double Rate, double Credit);

    const string RunningSql = """
        -- flashsales.pace.running
        select id
        from flashsales.sale
        where region = @Region and closed_at is null and (starts_at <= clock_timestamp() or stopped_at is not null)
        order by id
        """;

    const string LockSql = """
        -- flashsales.pace.lock
        select credit, stepped_at, clock_timestamp() as now
        from flashsales.sale
        where region = @Region and id = @id and closed_at is null
        for no key update skip locked
        """;

    const string SaleSql = $"""
        -- flashsales.pace.sale
        select {Sale.Columns}
        from flashsales.sale
        where region = @Region and id = @id
        """;

    const string NumberSql = """
        -- flashsales.pace.number
        with fresh as materialized (
            select s.id, e.seed, sha256(e.seed || uuid_send(s.id)) as lot
            from flashsales.spot s
            join flashsales.sale e on e.region = @Region and e.id = s.sale_id
            where s.region = @Region and s.sale_id = @Id and s.number is null
            order by s.id
            for update of s),
        drawn as (select id, lot, row_number() over (order by lot)::int as place from fresh)
        update flashsales.spot s
        set round = @round, lot = d.lot, number = @last + d.place
        from drawn d
        where s.region = @Region and s.id = d.id
        """;

    // Who is buying at this very instant is left to it.
    const string LapseSql = """
        -- flashsales.pace.lapse
        with over as (
            select id
            from flashsales.spot
            where region = @Region and sale_id = @id and allowed + taken > 0 and allowed > 0
                and turn_ends_at <= clock_timestamp()
            order by id
            for update skip locked)
        update flashsales.spot s
        set allowed = 0
        from over o
        where s.region = @Region and s.id = o.id
        """;

    const string UseSql = """
        -- flashsales.pace.use
        select coalesce(s.taken, 0)::int as taken, coalesce(s.allowed, 0)::int as allowed,
            coalesce(t.held, 0)::int as held, coalesce(t.sold, 0)::int as sold,
            coalesce(t.lately, 0)::int as placed_lately
        from (
            select sum(taken) as taken, sum(allowed) as allowed
            from flashsales.spot
            where region = @Region and sale_id = @id and allowed + taken > 0) s
        cross join (
            select sum(quantity) filter (where state = 'held') as held,
                sum(quantity) filter (where state = 'sold') as sold,
                count(*) filter (where taken_at > clock_timestamp() - @Window::interval) as lately
            from flashsales.taking
            where region = @Region and sale_id = @id) t
        """;

    const string WaitingSql = """
        -- flashsales.pace.waiting
        select id, number, per_buyer
        from flashsales.spot
        where region = @Region and sale_id = @Id and number > @Admitted
        order by number
        limit @most
        """;

    const string AdmitSql = """
        -- flashsales.pace.admit
        with waiting as materialized (
            select id from flashsales.spot where region = @Region and id = any(@ids) order by id for update)
        update flashsales.spot s
        set admitted_at = @now, turn_ends_at = @ends, allowed = a.allowed
        from waiting w
        join unnest(@ids::uuid[], @allowed::int[]) as a(id, allowed) using (id)
        where s.region = @Region and s.id = w.id
        """;

    const string StepSql = """
        -- flashsales.pace.step
        update flashsales.sale
        set round = @Round, drawn_at = @DrawnAt, last_number = @LastNumber, admitted = @Admitted, rate = @Rate,
            credit = @Credit, stepped_at = @now
        where region = @Region and id = @id
        """;

    const string CloseSql = """
        -- flashsales.pace.close
        update flashsales.sale set closed_at = @now, closed_why = @why, unsold = @unsold
        where region = @Region and id = @id
        """;
}
