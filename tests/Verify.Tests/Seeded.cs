using System.Net.Http.Json;
using Feria.Contracts;
using Feria.Demo;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Verify.Tests;

/// <summary>The demo marketplace: a year of trade, with something of everything.</summary>
public class Seeded : FeriaHost
{
    protected override async Task PrepareAsync()
    {
        await DemoMarketplace.SeedAsync(Services);
        await using (var tx = await Database.WriteAsync())
        {
            var product = await tx.OneAsync<Guid>("select id from catalog.product order by id limit 1");
            tx.Append(new OrderConfirmed(Id.New(), Id.New(), Id.New(), [new(Id.New(), product, 3)]));
            await tx.CommitAsync();
        }

        await BuyOfFlashSaleAsync();
        await BuyWithCouponAsync();
        await PayAsync();
        // New categories order all documents to be written once more, a little later: not in the middle of a test.
        await SettleAsync();
        await SqlAsync("update kernel.job set due_at = now() where kind = 'operations.rebuild-copy'");
        await SettleAsync();
        await SqlAsync("""
            with made as (
                insert into orders.cart (region, id, account_id)
                select 'main', gen_random_uuid(), id from accounts.account limit 1 returning id)
            insert into orders.cart_item (region, cart_id, offer_id, quantity, seen_price_minor, seen_currency)
            select 'main', made.id, o.id, 1, 1000, o.currency from made cross join (
                select id, currency from catalog.offer limit 1) o
            """);
        await SqlAsync("""
            insert into stores.requirement_met (store_id, requirement, how, by_account)
            select store_id, 'terms_accepted', 'attested', account_id from stores.staff limit 1;
            insert into stores.store_history (store_id, id, what, actor)
            select store_id, gen_random_uuid(), 'attested', account_id from stores.staff limit 1;
            insert into stores.invitation (id, store_id, email_sealed, role, token_hash, invited_by, expires_at)
            select gen_random_uuid(), store_id, '', 'clerk', '', account_id, now() + interval '1 day'
            from stores.staff limit 1
            """);
        await SqlAsync("""
            insert into notifications.notice (region, account_id, id, topic, kind, facts, path)
            select region, id, gen_random_uuid(), 'orders', 'order-confirmed', '{}', '/orders'
            from accounts.account limit 1;
            insert into notifications.wish (region, account_id, declined, zone, is_daily)
            select region, id, '{}', 'UTC', true from accounts.account limit 1;
            insert into notifications.held (region, account_id, id, letter_sealed)
            select region, id, gen_random_uuid(), '' from accounts.account limit 1;
            insert into notifications.receiver (region, account_id, id, kind, address_sealed, address_index)
            select region, id, gen_random_uuid(), 'phone', '', '' from accounts.account limit 1;
            insert into notifications.message (region, account_id, id, content_sealed)
            select region, id, gen_random_uuid(), '' from accounts.account limit 1;
            insert into notifications.phone_code (
                region, account_id, number_sealed, number_index, code_hash, expires_at)
            select region, id, '', '', '', now() from accounts.account limit 1
            """);
        await SqlAsync("""
            insert into integrations.api_key (
                id, store_id, name, prefix, token_hash, scopes, made_by, revoked_at, revoked_by)
            select gen_random_uuid(), store_id, 'Stock room', 'feria_sk_', '', '{read}', account_id, now(), account_id
            from stores.staff limit 1;
            with made as (
                insert into integrations.endpoint (
                    id, store_id, url, kinds, secret_sealed, is_on, why_off, off_at, turn_at, made_by)
                select gen_random_uuid(), store_id, 'https://example.com/', '{order.moved}', '', false, 'person', now(),
                    now(), account_id
                from stores.staff limit 1
                returning id)
            insert into integrations.delivery (id, endpoint_id, event_id, kind, body, wanted_at, due_at, made_at)
            select gen_random_uuid(), id, gen_random_uuid(), 'order.moved', '{}', now(), now(), now() from made
            """);
        // A case that was reported, noticed, decided with a strike, and appealed; and the appeal.
        await SqlAsync("""
            with who as (select id from accounts.account limit 1),
            shop as (select id from stores.store limit 1),
            first as (
                insert into trust.case_file (id, kind, thing, account_id, store_id, reason, reports, flags, is_open,
                    decided_at, handed_up_by)
                select gen_random_uuid(), 'product', 'x', who.id, shop.id, 'other', 1, 1, false, now(), who.id
                from who, shop
                returning id, account_id, store_id),
            reported as (
                insert into trust.report (id, case_id, account_id, reason)
                select gen_random_uuid(), id, account_id, 'other' from first),
            flagged as (
                insert into trust.flag (id, case_id, kind, thing, rule, mark, evidence)
                select gen_random_uuid(), id, 'product', 'x', 'words', 'x', '{}' from first),
            told as (
                insert into trust.case_history (case_id, id, what, actor)
                select id, gen_random_uuid(), 'strike', account_id from first),
            decided as (
                insert into trust.decision (id, case_id, kind, thing, outcome, reason, justification, by_account,
                    account_id, store_id, has_removed, appeal_until)
                select gen_random_uuid(), id, 'product', 'x', 'strike', 'other', 'Why', account_id, account_id,
                    store_id, true, now()
                from first
                returning id, account_id, store_id),
            standing as (
                insert into trust.standing (party_id) select store_id from decided returning party_id),
            struck as (
                insert into trust.strike (decision_id, party_id, weight, expires_at)
                select d.id, s.party_id, 1, now() + interval '1 day' from decided d, standing s),
            second as (
                insert into trust.case_file (id, kind, thing, appeal_of, reason, taken_by, taken_until)
                select gen_random_uuid(), 'product', 'x', id, 'other', account_id, now() from decided
                returning id, appeal_of, taken_by)
            insert into trust.appeal (decision_id, case_id, account_id)
            select appeal_of, id, taken_by from second
            """);
        await SqlAsync("""
            insert into media.picture (digest, width, height, made_by, is_ready, kept_at)
            select decode(md5('lamp'), 'hex'), 10, 10, id, true, now() from accounts.account limit 1;
            insert into media.upload (id, account_id, length)
            select gen_random_uuid(), id, 10 from accounts.account limit 1
            """);
        await SqlAsync("""
            update community.review r
            set order_id = o.id, helpful = 1, reply = 'Thank you.', replied_as = 'The store', replied_at = now(),
                replied_by = a.id
            from (select id from orders.store_order limit 1) o, (select id from accounts.account limit 1) a
            where r.id = (select id from community.review limit 1);
            insert into community.helpful (review_id, account_id)
            select r.id, a.id
            from community.review r, (select id from accounts.account limit 1) a
            where r.helpful > 0;
            with asked as (
                insert into community.question (id, product_id, account_id, author, body, language, answered_at)
                select gen_random_uuid(), p.id, a.id, 'Robin', 'Is it heavy?', 'en', now()
                from (select id from catalog.product limit 1) p, (select id from accounts.account limit 1) a
                returning id, account_id, asked_at)
            insert into community.answer (
                question_id, store_id, asked_at, body, store_name, store_slug, answered_by, answered_at, version)
            select q.id, s.id, q.asked_at, 'It is.', s.name, s.slug, q.account_id, now(), 1
            from asked q, (select id, name, slug from stores.store limit 1) s;
            with begun as (
                insert into community.conversation (region, order_id, store_id, order_number, last_number, store_unread)
                select region, id, store_id, number, 1, 1 from orders.store_order limit 1
                returning region, order_id),
            written as (
                insert into community.message (region, order_id, number, side, account_id)
                select region, order_id, 1, 'buyer', a.id
                from begun, (select id from accounts.account limit 1) a
                returning region, order_id, number, account_id)
            select count(*) from written;
            insert into inventory.low_spell (region, id, seq, store_id, offer_id, free, threshold, began_at)
            select s.region, gen_random_uuid(), 1, o.store_id, s.offer_id, 1, 2, now()
            from inventory.stock s join catalog.offer o on o.id = s.offer_id limit 1;
            insert into inventory.waiting (region, id, offer_id, who, account_id, locale, confirmed_at)
            select a.region, gen_random_uuid(), o.id, '', a.id, 'en', now()
            from (select id from catalog.offer limit 1) o, (select region, id from accounts.account limit 1) a;
            insert into orders.list (region, id, account_id, place)
            select region, gen_random_uuid(), id, 0 from accounts.account limit 1;
            insert into orders.list_item (region, list_id, offer_id, product_id, price_minor, currency, was_in_stock)
            select l.region, l.id, o.id, v.product_id, 1, 'BRL', true
            from orders.list l, catalog.offer o join catalog.variant v on v.id = o.variant_id limit 1;
            with saved as (
                insert into orders.saved_item (
                    region, cart_id, offer_id, quantity, seen_price_minor, seen_currency)
                select c.region, c.id, o.id, 1, 1, 'BRL' from orders.cart c, catalog.offer o limit 1
                returning region, cart_id)
            update orders.cart c set saved = 1 from saved s where c.region = s.region and c.id = s.cart_id;
            insert into community.attachment (region, id, order_id, number, side, account_id, kind, bytes)
            select region, gen_random_uuid(), order_id, number, side, account_id, 'pdf', 1
            from community.message where account_id is not null limit 1;
            insert into inventory.discrepancy (
                region, id, offer_id, state, on_hand, reserved, sold, proved_on_hand, proved_reserved, proved_sold,
                settled_at, settled_by)
            select s.region, gen_random_uuid(), s.offer_id, 'repaired', 1, 0, 0, 2, 0, 0, now(), a.id
            from (select region, offer_id from inventory.stock limit 1) s, (select id from accounts.account limit 1) a
            """);
        await SqlAsync(BackOfficeRows.Sql);
        await ReturnAsync();
    }

    // Of one order that was delivered and paid at the door: one thing was exchanged, one paid back, one is asked for.
    async Task ReturnAsync()
    {
        await using var tx = await Database.WriteAsync();
        var sold = await tx.OneAsync<(Guid Order, Guid Checkout, Guid Offer, Guid Account, string Currency)>("""
            select o.id as order, o.checkout_id as checkout, l.offer_id as offer, o.account_id as account, o.currency
            from orders.store_order o
            join orders.checkout c on c.id = o.checkout_id
            join orders.order_line l on l.order_id = o.id and l.position = 0
            join inventory.stock s on s.offer_id = l.offer_id
            where o.status = 'delivered' and c.method = 'cash_on_delivery' and o.account_id is not null
                and l.quantity > 1 and l.price_minor > 1 and s.on_hand - s.reserved > 0
            order by o.id
            limit 1
            """);
        var (exchanged, refunded, asked) = (Id.New(), Id.New(), Id.New());
        await tx.ExecuteAsync("""
            insert into orders.return (
                region, id, order_id, store_id, number, kind, reason, status, worth_minor, asked_at)
            select o.region, r.id, o.id, o.store_id, o.number || '-' || r.status, r.kind, 'damaged', r.status,
                r.worth, now()
            from orders.store_order o, (values
                (@exchanged, 'exchange', 'exchanged', null), (@refunded, 'return', 'refunded', 1),
                (@asked, 'claim', 'asked', null)) as r(id, kind, status, worth)
            where o.id = @Order;
            insert into orders.return_line (region, return_id, position, quantity, anew)
            select region, id, 0, 1, case status when 'exchanged' then 1 else 0 end from orders.return;
            insert into orders.return_history (region, return_id, id, status, side, actor, at)
            select region, id, gen_random_uuid(), status, 'buyer', @Account, asked_at from orders.return;
            insert into orders.refund (region, id, order_id, return_id, amount_minor, reason, actor, at, sent_at)
            select region, id, order_id, id, 1, 'return', @Account, now(), now()
            from orders.return where status = 'refunded';
            insert into orders.refund_line (region, refund_id, position, quantity)
            select region, id, 0, 1 from orders.refund
            """, new { sold.Order, sold.Account, exchanged, refunded, asked });
        var payments = Services.GetRequiredService<IPayments>();
        var stock = Services.GetRequiredService<IStock>();
        await stock.LoadAndLockAsync(tx, [sold.Offer]);
        await stock.SellFreeAsync(tx, [new(exchanged, sold.Offer, 1, null)]);
        Assert.Null(await payments.RefundAsync(
            tx, sold.Checkout, sold.Order, new Money(1, sold.Currency), "return"));
        await payments.KeepBackAsync(tx, sold.Order, asked);
        await tx.CommitAsync();
        await SettleAsync();
    }

    // One purchase with a coupon whose uses are counted; the promotion names all it can.
    async Task BuyWithCouponAsync()
    {
        var offer = (Guid)(await SqlAsync("""
            select s.offer_id from inventory.stock s join catalog.offer o on o.id = s.offer_id
            where s.on_hand - s.reserved > 1 and o.withdrawn_at is null order by 1 limit 1
            """))!;
        await SqlAsync($"""
            with made as (
                insert into marketing.promotion (region, id, owner_id, name, funded_by, currency, from_at, until_at,
                    code, scope, least_items_minor, least_units, effect, percent_basis_points, amount_minor, use_limit,
                    priority, made_by)
                select 'main', gen_random_uuid(), o.store_id, 'Seeded', 'seller', o.currency, now(),
                    now() + interval '1 day', 'SEEDED', 'products', 0, 0, 'percent', 1000, 0, 5, 0,
                    (select id from accounts.account limit 1)
                from catalog.offer o where o.id = '{offer}'
                returning region, id, owner_id),
            of_product as (
                insert into marketing.promotion_product (region, promotion_id, product_id)
                select m.region, m.id, v.product_id
                from made m, catalog.offer o join catalog.variant v on v.id = o.variant_id where o.id = '{offer}')
            insert into marketing.promotion_store (region, promotion_id, store_id)
            select region, id, owner_id from made;
            insert into catalog.scheduled_price (id, offer_id, store_id, price_minor, currency, from_at, until_at,
                made_by)
            select gen_random_uuid(), o.id, o.store_id, 1, o.currency, now() + interval '1 day',
                now() + interval '2 days', (select id from accounts.account limit 1)
            from catalog.offer o where o.id = '{offer}'
            """);
        using var buy = new HttpRequestMessage(HttpMethod.Post, "/api/v1/checkouts");
        buy.Headers.Add("Feria-Cart", Guest);
        buy.Content = JsonContent.Create(new
        {
            address = new { line1 = "1 High Street", city = "Leeds", region = "ENG", postalCode = "LS1 1AA",
                country = "GB" },
            payment = new { method = PaymentMethod.CashOnDelivery },
            contact = new { fullName = "Robin", email = "robin@example.com" },
            items = new[] { new { offer, quantity = 1 } },
            coupon = "seeded",
        });
        var bought = await Http.SendAsync(buy);
        Assert.True(bought.IsSuccessStatusCode, await bought.Content.ReadAsStringAsync());
        await SqlAsync("update marketing.use set account_id = (select id from accounts.account limit 1)");
    }

    // What was delivered is released and paid out by the jobs that do so; the rest is put there.
    async Task PayAsync()
    {
        await RunAsync("payments.release-sales");
        await SqlAsync("""
            insert into payments.payout_account (
                region, store_id, details_sealed, ending, schedule, minimum_minor, currency, next_at)
            select 'main', s.id, '', '1234', 'daily', 0, s.currency, now()
            from stores.store s
            where exists (
                select from payments.ledger_account a where a.owner = s.id and a.name = 'payable'
                    and a.currency = s.currency)
            """);
        await RunAsync("payments.make-payouts");
        await SqlAsync("""
            with file as (
                insert into payments.payout_file (region, id, format, currency, payouts, amount_minor, made_by)
                select p.region, gen_random_uuid(), 'list', p.currency, 1, p.amount_minor, a.id
                from (select region, currency, amount_minor from payments.payout order by id limit 1) p,
                    (select id from accounts.account limit 1) a
                returning id)
            update payments.payout set status = 'sent', file_id = file.id
            from file
            where payout.id = (select id from payments.payout order by id limit 1);
            insert into payments.kept_back (region, order_id, cause)
            select region, order_id, gen_random_uuid() from payments.sale where released_at is null limit 1;
            with opened as (
                insert into payments.dispute (
                    region, id, payment_id, status, reason, currency, amount_minor, opened_at, decided_at)
                select p.region, gen_random_uuid(), p.id, 'won', 'unknown', p.currency, p.amount_minor, now(), now()
                from payments.payment p
                where exists (select from payments.sale s where s.payment_id = p.id)
                limit 1
                returning region, id, payment_id),
            orders as (
                insert into payments.dispute_order (region, dispute_id, order_id, store_id, amount_minor)
                select o.region, o.id, s.order_id, s.store_id, s.total_minor
                from opened o join payments.sale s on s.payment_id = o.payment_id
                returning region, dispute_id, store_id)
            insert into payments.evidence (region, id, dispute_id, store_id, account_id, said_sealed)
            select o.region, gen_random_uuid(), o.dispute_id, o.store_id, a.id, ''
            from orders o, (select id from accounts.account limit 1) a
            limit 1;
            insert into payments.settlement (region, reference, currency, amount_minor, noted_by)
            select 'main', 'bank 1', 'BRL', 1, id from accounts.account limit 1;
            insert into stores.fee (id, name, position, currency, product_id, fixed_minor, made_by, ended_by, ended_at)
            select gen_random_uuid(), 'closing', 1, 'BRL', p.id, 1, a.id, a.id, now()
            from (select id from catalog.product limit 1) p, (select id from accounts.account limit 1) a;
            insert into orders.order_fee (region, order_id, position, name, base_minor, amount_minor, tax_minor)
            select region, id, 0, 'commission', items_minor, commission_minor, 0 from orders.store_order limit 1
            """);
    }

    Task RunAsync(string job) =>
        Services.GetServices<Job>().Single(one => one.Name == job).RunAsync(default, default);

    // One purchase in one of its flash sales, through the doors everybody uses.
    async Task BuyOfFlashSaleAsync()
    {
        await SqlAsync("update flashsales.sale set starts_at = now() where slug = 'quarter-hour-drop'");
        var sale = (Guid)(await SqlAsync("select id from flashsales.sale where slug = 'quarter-hour-drop'"))!;
        using var join = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/flash-sales/{sale}/spot");
        join.Headers.Add("Feria-Cart", Guest);
        Assert.True((await Http.SendAsync(join)).IsSuccessStatusCode);
        for (var i = 0; i < 600; i++, await Task.Delay(100))
            if ((int)(await SqlAsync($"select max(allowed) from flashsales.spot where sale_id = '{sale}'"))! > 0)
                break;
        using var buy = new HttpRequestMessage(HttpMethod.Post, "/api/v1/checkouts");
        buy.Headers.Add("Feria-Cart", Guest);
        buy.Content = JsonContent.Create(new
        {
            address = new { line1 = "1 High Street", city = "Leeds", region = "ENG", postalCode = "LS1 1AA",
                country = "GB" },
            payment = new { method = PaymentMethod.CashOnDelivery },
            contact = new { fullName = "Robin", email = "robin@example.com" },
            items = new[] { new { offer = await SqlAsync($"select offer_id from flashsales.sale where id = '{sale}'"),
                quantity = 2 } },
            flashSale = sale,
        });
        var bought = await Http.SendAsync(buy);
        Assert.True(bought.IsSuccessStatusCode, await bought.Content.ReadAsStringAsync());
        await SettleAsync();
        // A document tells of sales once it is written anew, which may have been done already.
        await using var tx = await Database.WriteAsync();
        Rebuild.Order(tx, "search.index");
        await tx.CommitAsync();
    }

    const string Guest = "a-guest-of-the-drop-in-these-tests";
}
