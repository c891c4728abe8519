-- Keeps each price an offer had for as long as the law asks for it, the lowest one beside a reduced price, and prices
-- that begin and end by the clock.
-- Locks catalog.offer against all else while a column is added and its check is tried on every row.

-- What an offer cost until an instant. What it cost from then on is the next row, or the offer.
create table catalog.price_change (
    offer_id uuid not null,
    until timestamptz not null,
    price_minor bigint not null,
    currency text not null,
    constraint price_change_pk primary key (offer_id, until),
    constraint price_change_offer foreign key (offer_id) references catalog.offer (id) on delete cascade
);
create index price_change_by_age on catalog.price_change (until);

alter table catalog.offer
    -- The lowest price of the thirty days before its reduction began; null where it is not reduced, or was new then.
    add column lowest_minor bigint,
    add constraint offer_lowest_where_reduced check (lowest_minor is null or list_price_minor is not null);

-- By whatever door a price comes. A reduction that deepens goes on; one whose price rises begins anew.
create function catalog.keep_price() returns trigger language plpgsql set search_path = '' as $$
begin
    if (old.price_minor, old.currency) is distinct from (new.price_minor, new.currency) then
        insert into catalog.price_change (offer_id, until, price_minor, currency)
        values (old.id, clock_timestamp(), old.price_minor, old.currency)
        on conflict (offer_id, until) do update
            set price_minor = least(price_change.price_minor, excluded.price_minor);
    end if;
    if new.list_price_minor is null then
        new.lowest_minor := null;
    elsif old.list_price_minor is null or old.currency <> new.currency or new.price_minor > old.price_minor then
        new.lowest_minor := (
            select min(had.price_minor)
            from (
                select c.price_minor
                from catalog.price_change c
                where c.offer_id = old.id and c.currency = new.currency
                    and c.until > clock_timestamp() - interval '30 days'
                union all
                select old.price_minor where old.currency = new.currency) had);
    end if;
    return new;
end $$;
create trigger keep_price before update on catalog.offer for each row
    when ((old.price_minor, old.currency, old.list_price_minor)
        is distinct from (new.price_minor, new.currency, new.list_price_minor))
    execute function catalog.keep_price();

-- before_*: what the offer had when it began; both come back at the end.
create table catalog.scheduled_price (
    id uuid not null,
    offer_id uuid not null,
    store_id uuid not null,
    price_minor bigint not null,
    currency text not null,
    from_at timestamptz not null,
    until_at timestamptz not null,
    made_by uuid,
    before_minor bigint,
    before_list_minor bigint,
    started_at timestamptz,
    ended_at timestamptz,
    why text,
    constraint scheduled_price_pk primary key (id),
    constraint scheduled_price_offer foreign key (offer_id) references catalog.offer (id),
    constraint scheduled_price_store foreign key (store_id) references stores.store (id),
    constraint scheduled_price_range check (price_minor between 1 and 1000000000000),
    constraint scheduled_price_times check (from_at < until_at),
    constraint scheduled_price_lowers check
        ((started_at is null) = (before_minor is null) and price_minor < before_minor),
    constraint scheduled_price_why check ((ended_at is null) = (why is null)
        and why in ('over', 'by_store', 'overtaken', 'no_reduction', 'missed'))
);
create unique index scheduled_price_running on catalog.scheduled_price (offer_id)
    where started_at is not null and ended_at is null;
create index scheduled_price_of_offer on catalog.scheduled_price (offer_id) where ended_at is null;
create index scheduled_price_to_begin on catalog.scheduled_price (from_at)
    where started_at is null and ended_at is null;
create index scheduled_price_to_end on catalog.scheduled_price (until_at)
    where started_at is not null and ended_at is null;
create index scheduled_price_open on catalog.scheduled_price (store_id, id) where ended_at is null;
create index scheduled_price_ended on catalog.scheduled_price (store_id, id) where ended_at is not null;
create index scheduled_price_by_age on catalog.scheduled_price (ended_at) where ended_at is not null;
