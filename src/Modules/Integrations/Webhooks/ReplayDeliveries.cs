using System.Text.Json;

namespace Feria.Integrations;

/// <summary>Has told again what was given up since a time, some hundreds a transaction, oldest first.</summary>
sealed class ReplayDeliveries(Database database, TimeProvider clock) : Job
{
    public const string JobName = "integrations.replay-deliveries";

    const int AtMost = 500;

    public sealed record Order(Guid Store, Guid Webhook, DateTime Since);

    public override string Name => JobName;

    public override async Task RunAsync(JsonElement body, CancellationToken stop)
    {
        var order = body.Deserialize<Order>(Json.Options)!;
        for (var after = Guid.Empty; ;)
        {
            var again = await SomeAsync(order, after, stop);
            if (again.Count < AtMost) return;
            after = again.Max();
        }
    }

    async Task<IReadOnlyList<Guid>> SomeAsync(Order order, Guid after, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        if (await HeldEndpoint.LockAsync(tx, order.Store, order.Webhook) is not { IsOn: true }) return [];
        var again = await tx.ListAsync<Guid>(AgainSql, new
        {
            order.Webhook, order.Since, after, AtMost, now = clock.GetUtcNow().UtcDateTime,
        });
        if (again.Count > 0) await tx.CommitAsync();
        return again;
    }

    const string AgainSql = """
        -- integrations.replay-deliveries.again
        with again as (
            update integrations.delivery
            set state = 'waiting', tries = 0, wanted_at = @now, due_at = @now
            where id = any(array(
                select id from integrations.delivery
                where endpoint_id = @Webhook and state = 'failed' and id > @after and made_at >= @Since
                order by id
                limit @AtMost))
            returning id),
        turned as (
            update integrations.endpoint
            set turn_at = least(coalesce(turn_at, @now), @now)
            where id = @Webhook and exists (select from again))
        select id from again
        """;
}
