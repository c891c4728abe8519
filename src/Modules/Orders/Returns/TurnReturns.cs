using System.Text.Json;

namespace Feria.Orders;

/// <summary>
/// What happens to returns by itself, in its time: what nobody answered goes to the platform, what nobody went on with
/// ends.
/// </summary>
sealed class TurnReturns(Database database, Returning returning, TimeProvider clock) : Job
{
    public override string Name => "orders.turn-returns";

    public override TimeSpan? Every => TimeSpan.FromMinutes(1);

    // One a transaction: each locks its own checkout.
    public override async Task RunAsync(JsonElement body, CancellationToken stop)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        while (true)
        {
            IReadOnlyList<Guid> due;
            await using (var session = await database.ReadFreshAsync(stop))
                due = await session.ListAsync<Guid>(DueSql, new { database.Region, now });
            foreach (var id in due) await TurnAsync(id, now, stop);
            if (due.Count < 100) return;
        }
    }

    async Task TurnAsync(Guid id, DateTime now, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        // Somebody may have moved it since it was found.
        if (await ReturnDesk.HoldAsync(tx, id) is not { } held || held.DueAt is null || held.DueAt > now) return;
        await returning.StandAsync(
            tx, held, ReturnSide.Clock, ReturnStatus.ByItself(held.Status)!.Value.To, null, null);
        await tx.CommitAsync();
    }

    const string DueSql = """
        -- orders.turn-returns.due
        select id
        from orders.return
        where region = @Region and due_at <= @now
        order by due_at
        limit 100
        """;
}
