using System.Text.Json;
using Feria.Contracts;
using Microsoft.Extensions.Logging;

namespace Feria.Payments;

/// <summary>
/// Looks after payments that nobody finished: lost answers, webhooks that never came, transfers that came late.
/// </summary>
public sealed class SweepPayments(
    Database database, IPayments payments, TimeProvider clock, ILogger<SweepPayments> log) : Job
{
    const int AtMost = 100;

    public override string Name => "payments.sweep";
    public override TimeSpan? Every => TimeSpan.FromSeconds(3);

    public override async Task RunAsync(JsonElement body, CancellationToken stop)
    {
        IReadOnlyList<Guid> due;
        await using (var session = await database.ReadFreshAsync(stop))
            due = await session.ListAsync<Guid>(
                DueSql, new { database.Region, now = clock.GetUtcNow().UtcDateTime, AtMost });
        foreach (var checkout in due)
        {
            try
            {
                await payments.SettleAsync(checkout, stop);
            }
            catch (Exception fault) when (fault is not OperationCanceledException) // one must not hide the others
            {
                log.LogError(fault, "The payment of checkout {Checkout} could not be settled", checkout);
                await Sweeping.LookLaterAsync(database, checkout, clock.GetUtcNow());
            }
        }
    }

    const string DueSql = """
        -- payments.sweep-payments.due
        select checkout_id from payments.payment
        where look_at <= @now and region = @Region
        order by look_at
        limit @AtMost
        """;
}

/// <summary>When a payment is looked at again: soon at first, then less and less often.</summary>
static class Sweeping
{
    static readonly TimeSpan[] Pauses =
        [.. new[] { 2, 5, 15, 30, 60, 120, 300, 600 }.Select(seconds => TimeSpan.FromSeconds(seconds))];

    // A bank cannot be told not to receive: a transfer is looked for long after its checkout is over.
    static readonly TimeSpan TransferPause = TimeSpan.FromHours(6);
    static readonly TimeSpan TransferPatience = TimeSpan.FromDays(10);

    public static DateTime? NextLook(Payment payment, DateTimeOffset now) => payment switch
    {
        { IsSettled: true } => null,
        { Status: Payment.Failed, NextUrl: null, Method: PaymentMethod.Transfer } =>
            now.UtcDateTime < payment.OpenedAt + TransferPatience ? (now + TransferPause).UtcDateTime : null,
        { Status: Payment.Failed, NextUrl: null } => null,
        _ => (now + Pauses[Math.Min(payment.Looks, Pauses.Length - 1)]).UtcDateTime,
    };

    public static async Task LookLaterAsync(Database database, Guid checkout, DateTimeOffset now)
    {
        Payment? payment;
        await using (var tx = await database.WriteAsync())
            payment = await PaymentLog.FindAsync(tx, tx.Region, checkout);
        if (payment is not null) await LookLaterAsync(database, payment, now);
    }

    public static async Task LookLaterAsync(Database database, Payment payment, DateTimeOffset now)
    {
        if (payment.IsSettled) return;
        await using var tx = await database.WriteAsync();
        await tx.ExecuteAsync(LookLaterSql, new { tx.Region, payment.Id, lookAt = NextLook(payment, now) });
        await tx.CommitAsync();
    }

    const string LookLaterSql = """
        -- payments.sweeping.look-later
        update payments.payment
        set look_at = @lookAt, looks = looks + 1
        where region = @Region and id = @Id and status not in ('captured', 'refunded', 'due_on_delivery')
        """;
}
