namespace Feria.Payments;

/// <summary>The payments' rows and their append-only log.</summary>
static class PaymentLog
{
    public static async Task<Payment?> FindAsync(Session session, string region, Guid checkout) =>
        (await FindAllAsync(session, region, [checkout])).SingleOrDefault();

    public static Task<IReadOnlyList<Payment>> FindAllAsync(Session session, string region, Guid[] checkouts) =>
        session.ListAsync<Payment>(FindSql, new { region, checkouts });

    public static Task<IReadOnlyList<Payment>> FindAllByIdAsync(Session session, string region, Guid[] ids) =>
        session.ListAsync<Payment>(FindByIdSql, new { region, ids });

    /// <summary>Locks the payment; after the checkout and its stock, never before.</summary>
    public static async Task<Payment?> LockAsync(Tx tx, Guid checkout) =>
        (await LockAllAsync(tx, [checkout])).SingleOrDefault();

    /// <summary>The same of many checkouts.</summary>
    public static Task<IReadOnlyList<Payment>> LockAllAsync(Tx tx, Guid[] checkouts) =>
        tx.ListAsync<Payment>(LockSql, new { tx.Region, checkouts });

    /// <summary>Writes a fact and what it makes of the locked payment; null where the fact was known already.</summary>
    public static async Task<Payment?> SayAsync(Tx tx, Payment locked, Happening happening) =>
        (await SayAllAsync(tx, [(locked, happening)])).SingleOrDefault();

    /// <summary>The same of many locked payments, a fact each; those whose fact was known are left out.</summary>
    public static async Task<IReadOnlyList<Payment>> SayAllAsync(
        Tx tx, IReadOnlyList<(Payment Locked, Happening Happening)> said)
    {
        var next = said.Select(one => one.Locked.After(one.Happening)).ToList();
        var changed = (await tx.ListAsync<Guid>(SaySql, new
        {
            tx.Region,
            ids = next.Select(payment => payment.Id).ToArray(),
            kinds = said.Select(one => one.Happening.Kind).ToArray(),
            causes = said.Select(one => one.Happening.Cause).ToArray(),
            amounts = said.Select(one => one.Happening.AmountMinor).ToArray(),
            eventWhys = said.Select(one => one.Happening.Why).ToArray(),
            statuses = next.Select(payment => payment.Status).ToArray(),
            whys = next.Select(payment => payment.Why).ToArray(),
            gatewayIds = next.Select(payment => payment.GatewayId).ToArray(),
            gatewayVersions = next.Select(payment => payment.GatewayVersion).ToArray(),
            nextUrls = next.Select(payment => payment.NextUrl).ToArray(),
            captured = next.Select(payment => payment.CapturedMinor).ToArray(),
            refundsAsked = next.Select(payment => payment.RefundAskedMinor).ToArray(),
            refunded = next.Select(payment => payment.RefundedMinor).ToArray(),
            disputed = next.Select(payment => payment.DisputedMinor).ToArray(),
            looksAt = next.Select(payment => payment.LookAt).ToArray(),
            looks = next.Select(payment => payment.Looks).ToArray(),
        })).ToHashSet();
        return [.. next.Where(payment => changed.Contains(payment.Id))];
    }

    const string FindSql = """
        -- payments.payment-log.find
        select id, checkout_id, method, currency, amount_minor, status, why, gateway_id, gateway_version, next_url,
            captured_minor, refund_asked_minor, refunded_minor, disputed_minor, look_at, looks, opened_at
        from payments.payment
        where region = @region and checkout_id = any(@checkouts)
        """;

    const string FindByIdSql = """
        -- payments.payment-log.find-by-id
        select id, checkout_id, method, currency, amount_minor, status, why, gateway_id, gateway_version, next_url,
            captured_minor, refund_asked_minor, refunded_minor, disputed_minor, look_at, looks, opened_at
        from payments.payment
        where region = @region and id = any(@ids)
        """;

    const string LockSql = """
        -- payments.payment-log.lock
        select id, checkout_id, method, currency, amount_minor, status, why, gateway_id, gateway_version, next_url,
            captured_minor, refund_asked_minor, refunded_minor, disputed_minor, look_at, looks, opened_at
        from payments.payment
        where region = @Region and checkout_id = any(@checkouts)
        order by checkout_id
        for update
        """;

    const string SaySql = """
        -- payments.payment-log.say
        with given as (
            select * from unnest(@ids::uuid[], @kinds::text[], @causes::text[], @amounts::bigint[], @eventWhys::text[],
                @statuses::text[], @whys::text[], @gatewayIds::text[], @gatewayVersions::int[], @nextUrls::text[],
                @captured::bigint[], @refundsAsked::bigint[], @refunded::bigint[], @disputed::bigint[],
                @looksAt::timestamptz[], @looks::int[])
                as g(id, kind, cause, amount_minor, event_why, status, why, gateway_id, gateway_version, next_url,
                    captured_minor, refund_asked_minor, refunded_minor, disputed_minor, look_at, looks)),
        said as (
            insert into payments.payment_event (region, payment_id, kind, cause, amount_minor, why)
            select @Region, id, kind, cause, amount_minor, event_why from given
            on conflict do nothing
            returning payment_id)
        update payments.payment p
        set status = g.status, why = g.why, gateway_id = g.gateway_id, gateway_version = g.gateway_version,
            next_url = g.next_url, captured_minor = g.captured_minor, refund_asked_minor = g.refund_asked_minor,
            refunded_minor = g.refunded_minor, disputed_minor = g.disputed_minor, look_at = g.look_at, looks = g.looks,
            changed_at = clock_timestamp()
        from said
        join given g on g.id = said.payment_id
        where p.region = @Region and p.id = said.payment_id
        returning p.id
        """;
}
