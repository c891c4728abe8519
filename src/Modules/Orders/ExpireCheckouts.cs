using System.Text.Json;

namespace Feria.Orders;

/// <summary>Ends checkouts whose money did not come in time; their units are for sale again at once.</summary>
public sealed class ExpireCheckouts(Database database, CheckoutBook book, TimeProvider clock) : Job
{
    public override string Name => "orders.expire-checkouts";

    public override TimeSpan? Every => TimeSpan.FromSeconds(1);

    public override Task RunAsync(JsonElement body, CancellationToken stop) => DueAsync(stop);

    /// <summary>
    /// Ends everything that is due, unless another process is just doing it; returns how many it ended.
    /// </summary>
    public async Task<int> DueAsync(CancellationToken stop)
    {
        for (var ended = 0; ;)
        {
            await using var tx = await database.WriteAsync(stop);
            var due = await tx.ListAsync<Guid>(DueSql, new { tx.Region, now = clock.GetUtcNow().UtcDateTime });
            if (due.Count == 0) return ended;
            await book.EndAsync(tx, [.. due], CheckoutStatus.Expired, "expired");
            await tx.CommitAsync();
            ended += due.Count;
        }
    }

    const string DueSql = """
        -- orders.expire-checkouts.due
        select id
        from orders.checkout
        where region = @Region and status = 'placed' and expires_at <= @now
        order by expires_at
        limit 100
        for update skip locked
        """;
}
