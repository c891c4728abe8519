using System.Text.Json;

namespace Feria.Payments;

/// <summary>Pays the stores whose day it is, a hundred a transaction.</summary>
sealed class MakePayouts(Database database, TimeProvider clock) : Job
{
    const int AtMost = 100;

    public const string JobName = "payments.make-payouts";

    public override string Name => JobName;

    public override TimeSpan? Every => TimeSpan.FromMinutes(5);

    public override async Task RunAsync(JsonElement body, CancellationToken stop)
    {
        while (await MakeSomeAsync(stop) == AtMost) { }
    }

    async Task<int> MakeSomeAsync(CancellationToken stop)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await using var tx = await database.WriteAsync(stop);
        var due = await tx.ListAsync<PayOut.Locked>(DueSql, new { tx.Region, now, AtMost });
        if (due.Count == 0) return 0;
        await PayOut.RunAsync(tx, due);
        await tx.ExecuteAsync(NextSql, new
        {
            tx.Region,
            stores = due.Select(one => one.StoreId).ToArray(),
            nexts = due.Select(one => PayoutSchedule.NextAfter(one.Schedule, now)).ToArray(),
        });
        await tx.CommitAsync();
        return due.Count;
    }

    const string DueSql = """
        -- payments.make-payouts.due
        select store_id, details_sealed, ending, schedule, minimum_minor, currency, changed_at
        from payments.payout_account
        where region = @Region and next_at <= @now and schedule <> 'paused'
        order by next_at
        limit @AtMost
        for update skip locked
        """;

    const string NextSql = """
        -- payments.make-payouts.next
        update payments.payout_account a
        set next_at = n.next_at
        from unnest(@stores::uuid[], @nexts::timestamptz[]) as n(store_id, next_at)
        where a.region = @Region and a.store_id = n.store_id
        """;
}
