namespace Feria.Reads.Tests;

/// <summary>What pages of money show that trade alone does not make: a dispute of the desk's store, a file.</summary>
static class Booked
{
    public static Task WriteAsync(FeriaHost host) => host.SqlAsync("""
        with sold as (
            select s.region, s.order_id, s.payment_id, s.store_id, p.currency, s.total_minor
            from payments.sale s
            join payments.payment p on p.region = s.region and p.id = s.payment_id
            where s.store_id = (select id from stores.store order by id limit 1)
            order by s.order_id
            limit 1),
        opened as (
            insert into payments.dispute (region, id, payment_id, status, reason, currency, amount_minor, opened_at)
            select region, gen_random_uuid(), payment_id, 'needs_response', 'unknown', currency, total_minor, now()
            from sold
            returning id)
        insert into payments.dispute_order (region, dispute_id, order_id, store_id, amount_minor)
        select s.region, o.id, s.order_id, s.store_id, s.total_minor from sold s, opened o;
        insert into payments.payout_file (region, id, format, currency, payouts, amount_minor, made_by)
        select 'main', gen_random_uuid(), 'list', 'BRL', 0, 0, id from accounts.account limit 1
        """);
}
