using System.Text.Json;

namespace Feria.Orders;

/// <summary>Ends checkouts whose money did not come in time; their units are for sale again at once.</summary>
public sealed class ExpireCheckouts(Database database, CheckoutBook book, TimeProvider clock) : Job
{
    public override string Name => "orders.expire-checkouts";

    public override TimeSpan? Every => TimeSpan.FromSeconds(1);

    // What another process is just ending is that one's.
    public override Task RunAsync(JsonElement body, CancellationToken stop) => EndAsync(DueSql + " skip locked", stop);

    /// <summary>Whether the money of any checkout is overdue, whoever ends it.</summary>
    public Task<bool> AnyDueAsync(Session session) =>
        session.OneAsync<bool>(IsDueSql, new { database.Region, now = clock.GetUtcNow().UtcDateTime });

    /// <summary>Sees to it that everything due has ended, whoever ends it.</summary>
    public Task DueAsync(CancellationToken stop) => EndAsync(DueSql, stop);

    async Task EndAsync(string dueSql, CancellationToken stop)
    {
        while (true)
        {
            await using var tx = await database.WriteAsync(stop);
            var due = await tx.ListAsync<Guid>(dueSql, new { tx.Region, now = clock.GetUtcNow().UtcDateTime });
            if (due.Count == 0) return;
            await book.EndAsync(tx, [.. due], CheckoutStatus.Expired, "expired");
            await tx.CommitAsync();
        }
    }

    const string IsDueSql = """
        -- orders.expire-checkouts.is-due
        select exists (
            select from orders.checkout
            where region = @Region and status = 'placed' and expires_at <= @now)
        """;

    // Locked by id, as all checkouts are. What was settled while its lock was waited for is asked for its status again.
    const string DueSql = """
        -- orders.expire-checkouts.due
        select c.id
        from unnest(array(
            select id
            from orders.checkout
            where region = @Region and status = 'placed' and expires_at <= @now
            order by expires_at
            limit 100)) as due(id)
        join orders.checkout c on c.region = @Region and c.id = due.id
        where c.status = 'placed'
        order by c.id
        for update of c
        """;
}
