namespace Feria.Verify.Tests;

/// <summary>One of each thing staff leave behind: each reference between them has a row to be broken in.</summary>
static class BackOfficeRows
{
    public const string Sql = """
        with who as (select region, id from accounts.account limit 1),
        acted as (
            insert into accounts.acting (region, id, account_id, acted_by, why_sealed, ends_at)
            select region, gen_random_uuid(), id, id, '', now() from who),
        session as (
            insert into accounts.session (
                id, token_hash, region, account_id, epoch, client, expires_at, acted_by, acted_from)
            select gen_random_uuid(), 'acting', region, id, 0, '', now() + interval '1 hour', id, gen_random_uuid()
            from who),
        invited as (
            insert into accounts.staff_invitation (
                id, email_sealed, email_index, roles, token_hash, invited_by, expires_at)
            select gen_random_uuid(), '', '', '{moderator}', '', id, now() + interval '1 day' from who),
        coupons as (
            insert into marketing.coupons (id, promotion_id, name, made, made_by)
            select gen_random_uuid(), p.id, 'Seeded', 1, who.id
            from who, (select id from marketing.promotion limit 1) p
            returning id, promotion_id),
        coupon as (
            insert into marketing.coupon (region, id, coupons_id, promotion_id, code)
            select who.region, gen_random_uuid(), c.id, c.promotion_id, 'SEEDEDCODE' from who, coupons c),
        segment as (
            insert into marketing.segment (id, name, rule, made_by)
            select gen_random_uuid(), 'Seeded', '{}', id from who
            returning id, made_by),
        campaign as (
            insert into marketing.campaign (
                id, name, kind, status, segment_id, channel, currency, budget_minor, cost_minor, spent_minor, per_hour,
                holdout_basis_points, coupons_id, made_by)
            select gen_random_uuid(), 'Seeded', 'once', 'draft', s.id, 'email', 'USD', 100, 1, 1, 60, 0, c.id,
                s.made_by
            from segment s, coupons c
            returning id, made_by),
        arm as (
            insert into marketing.arm (campaign_id, arm, share, texts, link, drawn, sent, cost_minor)
            select id, 1, 100, '{}', '/', 1, 1, 1 from campaign),
        told as (
            insert into marketing.recipient (
                region, campaign_id, account_id, mark, arm, state, cost_minor, drawn_at, ended_at)
            select who.region, c.id, who.id, gen_random_uuid(), 1, 'sent', 1, now(), now() from who, campaign c),
        credit as (
            insert into marketing.credit (
                region, campaign_id, order_id, account_id, round, arm, at, currency, revenue_minor)
            select o.region, c.id, o.id, o.account_id, 0, 1, now(), o.currency, 1
            from campaign c, (select * from orders.store_order where account_id is not null limit 1) o),
        landing as (
            insert into marketing.landing_page (id, slug, version, made_by)
            select gen_random_uuid(), 'seeded', 1, id from who
            returning id, made_by),
        landed as (
            insert into marketing.landing_page_version (landing_page_id, version, name, content, made_by)
            select id, 1, 'Seeded', '{"titles": {}, "blocks": []}', made_by from landing),
        banner as (
            insert into marketing.banner (id, name, place, holdout_basis_points, priority, from_at, until_at, made_by)
            select gen_random_uuid(), 'Seeded', 'home', 0, 0, now(), now() + interval '1 day', id from who),
        sponsorship as (
            insert into marketing.sponsorship (
                id, name, currency, budget_minor, bid_minor, spent_minor, from_at, until_at, made_by)
            select gen_random_uuid(), 'Seeded', 'USD', 100, 1, 1, now(), now() + interval '1 day', id from who
            returning id),
        sponsored as (
            insert into marketing.sponsored_offer (
                id, sponsorship_id, offer_id, product_id, place, clicks, charged, cost_minor)
            select gen_random_uuid(), s.id, o.id, v.product_id, 0, 1, 1, 1
            from sponsorship s, (select id, variant_id from catalog.offer limit 1) o
            join catalog.variant v on v.id = o.variant_id
            returning id),
        clicked as (
            insert into marketing.sponsored_click (
                region, sponsored_offer_id, day, visitor, network, at, cost_minor)
            select 'main', id, now()::date, '', '', now(), 1 from sponsored),
        changed as (
            insert into catalog.listing_change (
                id, product_id, store_id, by_whom, via, from_version, fields, waits)
            select gen_random_uuid(), p.id, s.id, who.id, 'desk', 1, '[]', true
            from who, (select id from catalog.product limit 1) p, (select id from stores.store limit 1) s
            returning id, product_id, store_id, by_whom),
        change_ended as (
            insert into catalog.listing_change_end (change_id, outcome, by_whom)
            select id, 'withdrawn', by_whom from changed),
        proposed as (
            insert into catalog.listing_change (
                id, product_id, store_id, by_whom, via, from_version, fields, waits)
            select gen_random_uuid(), product_id, store_id, by_whom, 'desk', 1, '[]', true from changed
            returning id, product_id, store_id),
        waiting as (
            insert into catalog.listing_change_waiting (product_id, store_id, change_id)
            select product_id, store_id, id from proposed),
        former as (
            insert into operations.incident (
                id, print, source, kind, service, place, severity, count, first_at, last_at, window_at, window_count,
                most_in_window, messages, processes, acknowledged_at, acknowledged_by, resolved_at, resolved_by)
            select gen_random_uuid(), gen_random_uuid(), 'error', 'x', 'x', 'x', 1, 1, now(), now(), now(), 1, 1, '[]',
                '{}', now(), id, now(), id
            from who
            returning id, print, resolved_by),
        again as (
            insert into operations.incident (
                id, print, source, kind, service, place, severity, count, first_at, last_at, window_at, window_count,
                most_in_window, messages, processes, former_id)
            select gen_random_uuid(), print, 'error', 'x', 'x', 'x', 1, 1, now(), now(), now(), 1, 1, '[]', '{}', id
            from former),
        step as (
            insert into operations.incident_step (incident_id, id, step, account_id)
            select id, gen_random_uuid(), 'resolved', resolved_by from former),
        view as (
            insert into operations.saved_view (account_id, place, name, query)
            select id, '/operations/orders', 'Seeded', '' from who)
        insert into operations.setting (key, version, effective_at, account_id, why)
        select 'seeded', 1, now(), id, 'Why' from who
        """;
}
