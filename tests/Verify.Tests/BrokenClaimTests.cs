using Feria.Payments;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Feria.Verify.Tests;

/// <summary>Each claim can fail: broken by hand, it names what breaks it.</summary>
public sealed class BrokenClaimTests(BrokenClaimTests.Unguarded market) : IClassFixture<BrokenClaimTests.Unguarded>
{
    public static TheoryData<string> ReferenceNames =>
        [.. References.All.Select(reference => reference.AsClaim().Name)];

    [Theory]
    [MemberData(nameof(ReferenceNames))]
    public async Task An_id_that_leads_nowhere_is_found(string name)
    {
        var reference = References.All.Single(one => one.AsClaim().Name == name);
        var column = reference.Columns.Last(column => column != "currency");
        Assert.Equal(1, await BrokenByAsync(name, $"""
            update {reference.Table} set {column} = gen_random_uuid()
            where ctid = (
                select ctid from {reference.Table} f where {reference.Where ?? "true"}
                order by {column} is null limit 1)
            """));
    }

    public static TheoryData<string, string> Breaks => new()
    {
        { "inventory.on-hand-is-its-movements", "update inventory.stock set on_hand = on_hand + 1 where" },
        { "inventory.initial-and-adjustments-are-kept", "update inventory.stock set sold = sold + 1 where" },
        { "inventory.reserved-is-what-is-held", "update inventory.stock set reserved = 0 where reserved > 0 and" },
        { "inventory.reserved-is-what-is-held",
            "update inventory.reservation set state = 'released' where state = 'held' and" },
        { "inventory.sold-is-what-was-held-and-not-returned",
            "update inventory.reservation set quantity = quantity + 1 where state = 'sold' and" },
        { "orders.items-are-the-lines", "delete from orders.order_line where" },
        { "orders.total-is-the-orders", "update orders.checkout set total_minor = total_minor + 1 where" },
        { "orders.total-is-the-orders", "update orders.checkout set currency = 'XXX' where" },
        { "orders.statuses-agree", "update orders.store_order set status = 'placed' where status = 'delivered' and" },
        { "orders.history-ends-where-the-order-stands",
            "update orders.order_history set status = 'placed' where status = 'delivered' and" },
        { "orders.units-are-sent-once", "update orders.shipment_line set quantity = quantity + 1 where" },
        { "orders.what-is-shipped-was-sent", "delete from orders.shipment_line where" },
        { "orders.what-is-shipped-was-sent",
            "update orders.shipment set status = 'in_transit' where status = 'delivered' and" },
        { "orders.parcels-stand-where-their-history-ends",
            "delete from orders.shipment_history where what = 'delivered' and" },
        { "orders.units-come-back-once", "update orders.return_line set quantity = 1000 where anew = 0 and" },
        { "orders.units-are-paid-back-once", "update orders.refund_line set quantity = 1000 where" },
        { "orders.exchanges-are-sent-anew",
            "update orders.return set status = 'exchanged' where status = 'asked' and" },
        { "orders.returns-stand-where-their-history-ends",
            "update orders.return set status = 'lapsed' where status = 'asked' and" },
        { "orders.saved-is-counted", "update orders.cart set saved = saved + 1 where" },
        { "refunds-were-ordered", "update orders.refund set amount_minor = 1000000000000 where" },
        { "open-returns-keep-the-money",
            "delete from payments.kept_back where cause in (select id from orders.return) and" },
        { "holds-are-the-order-lines", "update orders.return_line set anew = 0 where anew > 0 and" },
        { "payments.currencies-sum-to-zero", "update payments.entry set amount_minor = amount_minor + 1 where" },
        { "payments.journals-sum-to-zero", "delete from payments.entry where" },
        { "payments.amounts-are-the-events", "delete from payments.payment_event where kind = 'captured' and" },
        { "payments.amounts-are-the-events",
            "update payments.payment_event set amount_minor = amount_minor - 1 where kind = 'refunded' and" },
        { "payments.refunds-asked-are-the-refunds", "delete from payments.refund where" },
        { "payments.refunds-done-are-told-once", "update payments.refund set done_at = null where" },
        { "payments.gateway-holds-what-was-captured", "delete from payments.entry where account = 'gateway' and" },
        { "payments.sales-undone-are-the-refunds", "delete from payments.refund where" },
        { "payments.released-once", "delete from payments.journal where kind = 'release' and" },
        { "payments.released-once", "update payments.sale set released_at = null where released_at is not null and" },
        { "payments.held-is-what-is-not-released", "update payments.sale set released_at = now() "
            + "where released_at is null and refunded_minor < total_minor and" },
        { "payments.payouts-are-booked", "update payments.payout set amount_minor = amount_minor + 1 where" },
        { "payments.disputes-are-the-books", "update payments.dispute set decided_at = null where" },
        { "payments.sums-are-the-entries", "update payments.ledger_sum set sum_minor = sum_minor - 1 where" },
        { "payments.sums-are-the-entries", "delete from payments.ledger_sum where sum_minor <> 0 and" },
        { "search.terms-are-counted", "update search.term set documents = documents + 1 where" },
        { "search.corpus-is-counted", "update search.corpus set documents = documents + 1 where" },
        { "holds-are-the-order-lines", "delete from inventory.reservation where" },
        { "holds-are-the-order-lines", "update inventory.reservation set state = 'released' where state = 'sold' and" },
        { "movements-are-the-sales", "delete from inventory.movement where kind = 'sale' and" },
        { "checkouts-have-one-payment", "delete from payments.payment where" },
        { "sales-are-the-confirmed-orders", "delete from payments.sale where" },
        { "sales-are-the-confirmed-orders",
            "update payments.sale set commission_minor = 0 "
            + "where commission_minor > 0 and commission_refunded_minor = 0 and" },
        { "money-is-kept-for-goods-only",
            "update payments.payment set captured_minor = 0, refunded_minor = 0, refund_asked_minor = 0 "
            + "where method = 'card' and status = 'captured' and" },
        { "cancelled-sales-give-the-money-back",
            "update payments.sale set refunded_minor = 0, commission_refunded_minor = 0 where refunded_minor > 0 and" },
        { "flashsales.spots-took-their-takings", "delete from flashsales.taking where" },
        { "flashsales.nothing-is-oversold", "update flashsales.sale set units = 1 where last_number > 0 and" },
        { "flashsales.numbers-have-no-gap", "update flashsales.sale set last_number = last_number + 1 where" },
        { "set-aside-is-what-the-flash-sale-has", "update inventory.set_aside set quantity = quantity + 1 where" },
        { "community.unread-is-the-messages", "update community.conversation set store_unread = 0 where" },
        { "community.unread-is-the-messages", "update community.message set side = 'store' where" },
        { "community.helpful-is-the-votes", "delete from community.helpful where" },
        { "integrations.what-waits-has-a-turn", "update integrations.endpoint set turn_at = null where" },
        { "integrations.what-waits-has-a-turn",
            "update integrations.endpoint set turn_at = now() + interval '1 hour' where" },
        { "integrations.tries-are-counted", "update integrations.delivery set attempts = attempts + 1 where" },
        { "orders.discounts-are-the-promotions", "delete from orders.order_discount where" },
        { "catalog.categories-are-a-tree",
            "update catalog.category set shown = not shown "
            + "where number = (select max(number) from catalog.category) and" },
        { "marketing.uses-are-counted", "update marketing.promotion set used = used + 1 where used > 0 and" },
        { "marketing.coupons-are-counted", "update marketing.coupon set used = 1 where" },
        { "marketing.budgets-add-up", "update marketing.arm set cost_minor = cost_minor + 1 where" },
        { "marketing.budgets-add-up", "delete from marketing.recipient where" },
        { "marketing.clicks-add-up", "delete from marketing.sponsored_click where" },
        { "trust.cases-are-counted", "update trust.case_file set reports = reports + 1 where" },
        { "trust.cases-are-counted", "delete from trust.flag where" },
        { "trust.cases-end-by-a-decision", "delete from trust.decision where" },
        { "trust.strikes-are-decisions", "update trust.decision set undone_at = now() where" },
        { "takings-are-the-holds", "update flashsales.taking set state = 'held' where" },
    };

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task A_broken_claim_names_what_breaks_it(string claim, string change)
    {
        var table = change.Split(' ')[change.StartsWith("update", StringComparison.Ordinal) ? 1 : 2];
        var which = change.EndsWith(" where", StringComparison.Ordinal) ? "true" : change[
            (change.IndexOf(" where ", StringComparison.Ordinal) + 7)..^4];
        Assert.Equal(1, await BrokenByAsync(
            claim, $"{change} ctid = (select ctid from {table} where {which} limit 1)"));
    }

    [Fact]
    public async Task A_document_that_stands_beside_its_own_tombstone_is_found() => Assert.Equal(1, await BrokenByAsync(
        "search.what-is-gone-is-gone", """
        insert into search.gone (product_id, version) select product_id, version from search.document limit 1
        """));

    [Fact]
    public async Task An_address_of_two_categories_is_found() => Assert.Equal(1, await BrokenByAsync(
        "catalog.addresses-are-of-one", """
        insert into catalog.category_address (slug, category_id) select slug, id from catalog.category limit 1
        """));

    [Fact]
    public async Task A_buyer_who_used_a_promotion_more_than_once_too_often_is_found() => Assert.Equal(
        1, await BrokenByAsync("marketing.no-buyer-exceeds", """
        with limited as (
            update marketing.promotion set buyer_limit = 1 where used > 0 returning region, id)
        insert into marketing.use (region, promotion_id, checkout_id, account_id, used_at)
        select l.region, l.id, c.id, a.id, now()
        from limited l, (select id from accounts.account limit 1) a, (select id from orders.checkout limit 2) c
        """, rows: 2));

    // In a transaction that is taken back.
    async Task<long> BrokenByAsync(string claim, string sql, int rows = 1)
    {
        await using var connection = new NpgsqlConnection(market.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand(sql, connection, transaction);
        Assert.Equal(rows, await command.ExecuteNonQueryAsync());
        var (broken, offenders) = await VerifyReferences.BreakersAsync(
            connection, VerifyReferences.Claims.Single(one => one.Name == claim), default);
        Assert.Equal(broken, offenders.Length);
        Assert.All(offenders, offender => Assert.NotEmpty(offender));
        return broken;
    }

    /// <summary>Without the foreign keys and triggers that would keep it from being broken.</summary>
    public sealed class Unguarded : Seeded
    {
        protected override async Task PrepareAsync()
        {
            await base.PrepareAsync();
            await Services.GetServices<Job>().OfType<CloseLedger>().Single().RunAsync(default, default);
            await SqlAsync("""
                update trust.case_file
                set taken_until = now() + interval '1 hour', taken_by = (select id from accounts.account limit 1)
                where id = (select id from trust.case_file where is_open limit 1)
                """);
            await SqlAsync("""
                do $$
                declare
                    one record;
                begin
                    for one in
                        select conrelid::regclass as home, conname
                        from pg_constraint
                        where contype = 'f' and conparentid = 0
                    loop
                        execute format('alter table %s drop constraint %I', one.home, one.conname);
                    end loop;
                    for one in
                        select distinct tgrelid::regclass as home
                        from pg_trigger where not tgisinternal
                    loop
                        execute format('alter table %s disable trigger user', one.home);
                    end loop;
                end $$
                """);
        }
    }
}
