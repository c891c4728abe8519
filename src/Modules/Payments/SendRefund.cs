using System.Text.Json;
using Feria.Contracts;

namespace Feria.Payments;

/// <summary>Tells the gateway to give money back, under the refund's own id, until it has.</summary>
public sealed class SendRefund(Database database, Gateways gateways) : Job
{
    public const string Kind = "payments.send-refund";

    public sealed record Body(Guid Refund);

    public override string Name => Kind;

    public override async Task RunAsync(JsonElement body, CancellationToken stop)
    {
        var id = body.Deserialize<Body>(Json.Options)!.Refund;
        Due? refund;
        await using (var tx = await database.WriteAsync(stop))
            refund = await tx.OneOrNullAsync<Due>(DueSql, new { tx.Region, id });
        if (refund is null || refund.IsDone) return;

        await gateways.Of(refund.Method)!
            .RefundAsync(refund.GatewayId, new Money(refund.AmountMinor, refund.Currency), id, stop);
        await DoneAsync(database, id, null);
    }

    /// <summary>The money went back; the webhook of it and the job's own answer are one fact.</summary>
    public static async Task DoneAsync(Database database, Guid id, GatewayTold? told)
    {
        await using var tx = await database.WriteAsync();
        if (told is not null && !await Inbox.NoteAsync(tx, told)) return;
        if (await tx.OneOrNullAsync<Due>(DueSql, new { tx.Region, id }) is { } refund)
        {
            var locked = (await PaymentLog.LockAsync(tx, refund.CheckoutId))!;
            var happening = new Happening(Happening.Refunded, id.ToString(), refund.AmountMinor, refund.Why);
            if (await PaymentLog.SayAsync(tx, locked, happening) is { } now)
            {
                await tx.ExecuteAsync(DoneSql, new { tx.Region, id });
                Ledger.Write(tx, Ledger.Send(now, refund.OrderId, refund.AmountMinor));
                tx.Append(new PaymentRefunded(
                    now.CheckoutId, now.Id, refund.OrderId, refund.AmountMinor, now.Currency));
            }
        }

        await tx.CommitAsync();
    }

    sealed record Due(
        Guid CheckoutId, Guid? OrderId, string Method, string GatewayId, long AmountMinor, string Currency, string Why,
        bool IsDone);

    const string DueSql = """
        -- payments.send-refund.due
        select p.checkout_id, r.order_id, p.method, p.gateway_id, r.amount_minor, p.currency, r.why,
            r.done_at is not null as is_done
        from payments.refund r
        join payments.payment p on p.region = r.region and p.id = r.payment_id
        where r.region = @Region and r.id = @id
        """;

    const string DoneSql = """
        -- payments.send-refund.done
        update payments.refund set done_at = clock_timestamp() where region = @Region and id = @id
        """;
}
