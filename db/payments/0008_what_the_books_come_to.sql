-- What the accounts of a region come to, in parts: the sums that are closed, and every entry since. The one way to read
-- a balance; a plain query, so that PostgreSQL plans it as part of whoever asks.
-- Locks nothing: the function is new.
create function payments.ledger_now(of_region text)
returns table (account text, owner uuid, currency text, amount_minor bigint) language sql stable as $$
    select s.account, s.owner, s.currency, s.sum_minor
    from payments.ledger_sum s
    where s.region = of_region
    union all
    -- The upper bound leaves nothing out; it tells the planner that few are meant.
    select e.account, e.owner, e.currency, e.amount_minor
    from payments.journal j
    cross join lateral (
        select n.account, n.owner, n.currency, n.amount_minor
        from payments.entry n
        where n.region = j.region and n.journal_id = j.id
        offset 0) e
    where j.region = of_region
        and j.written_by >= coalesce((select c.until from payments.ledger_closed c where c.region = of_region), 0)
        and j.written_by <= pg_snapshot_xmax(pg_current_snapshot())::text::bigint
$$;
