namespace Feria.Payments;

/// <summary>The payments' rows and their append-only log.</summary>
static class PaymentLog
{
    public static Task<Payment?> FindAsync(Session session, string region, Guid checkout) =>
        session.OneOrNullAsync<Payment>(FindSql, new { region, checkout });

    public static Task<Payment?> FindByIdAsync(Session session, string region, Guid id) =>
        session.OneOrNullAsync<Payment>(FindByIdSql, new { region, id });

    /// <summary>Locks the payment; after the checkout and its stock, never before.</summary>
    public static Task<Payment?> LockAsync(Tx tx, Guid checkout) =>
        tx.OneOrNullAsync<Payment>(LockSql, new { tx.Region, checkout });

    /// <summary>Writes a fact and what it makes of the locked payment; null where the fact was known already.</summary>
    public static async Task<Payment?> SayAsync(Tx tx, Payment locked, Happening happening)
    {
        var next = locked.After(happening);
        var changed = await tx.ExecuteAsync(SaySql, new
        {
            tx.Region,
            next.Id,
            happening.Kind,
            happening.Cause,
            happening.AmountMinor,
            eventWhy = happening.Why,
            next.Status,
            next.Why,
            next.GatewayId,
            next.GatewayVersion,
            next.NextUrl,
            next.CapturedMinor,
            next.RefundAskedMinor,
            next.RefundedMinor,
            next.DisputedMinor,
            next.LookAt,
            next.Looks,
        });
        return changed == 1 ? next : null;
    }

    const string FindSql = """
        -- payments.payment-log.find
        select id, checkout_id, method, currency, amount_minor, status, why, gateway_id, gateway_version, next_url,
            captured_minor, refund_asked_minor, refunded_minor, disputed_minor, look_at, looks, opened_at
        from payments.payment
        where region = @region and checkout_id = @checkout
        """;

    const string FindByIdSql = """
        -- payments.payment-log.find-by-id
        select id, checkout_id, method, currency, amount_minor, status, why, gateway_id, gateway_version, next_url,
            captured_minor, refund_asked_minor, refunded_minor, disputed_minor, look_at, looks, opened_at
        from payments.payment
        where region = @region and id = @id
        """;

    const string LockSql = """
        -- payments.payment-log.lock
        select id, checkout_id, method, currency, amount_minor, status, why, gateway_id, gateway_version, next_url,
            captured_minor, refund_asked_minor, refunded_minor, disputed_minor, look_at, looks, opened_at
        from payments.payment
        where region = @Region and checkout_id = @checkout
        for update
        """;

    const string SaySql = """
        -- payments.payment-log.say
        with said as (
            insert into payments.payment_event (region, payment_id, kind, cause, amount_minor, why)
            values (@Region, @Id, @Kind, @Cause, @AmountMinor, @eventWhy)
            on conflict do nothing
            returning payment_id)
        update payments.payment p
        set status = @Status, why = @Why, gateway_id = @GatewayId, gateway_version = @GatewayVersion,
            next_url = @NextUrl, captured_minor = @CapturedMinor, refund_asked_minor = @RefundAskedMinor,
            refunded_minor = @RefundedMinor, disputed_minor = @DisputedMinor, look_at = @LookAt, looks = @Looks,
            changed_at = clock_timestamp()
        from said
        where p.region = @Region and p.id = said.payment_id
        """;
}
