-- Flash sales, the lines before them and what was taken of them.
-- Locks nothing: all objects are new.
create schema flashsales;

-- round, last_number, admitted, rate, credit and stepped_at belong to whoever paces the sale, under the row's lock.
-- No foreign key leads here: ten thousand arrivals would share a lock on one row.
create table flashsales.sale (
    region text not null,
    id uuid not null,
    slug text not null,
    name text not null,
    offer_id uuid not null,
    units int not null,
    price_minor bigint not null,
    currency text not null,
    per_buyer int not null,
    audience text not null,
    has_line boolean not null,
    opens_at timestamptz not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    turn_seconds int not null,
    pay_seconds int not null,
    seed bytea not null,
    seed_digest bytea generated always as (sha256(seed)) stored,
    made_by uuid,
    made_at timestamptz not null default now(),
    round int not null default 0,
    drawn_at timestamptz,
    last_number int not null default 0,
    admitted int not null default 0,
    rate float8 not null default 0,
    credit float8 not null default 0,
    stepped_at timestamptz,
    stopped_at timestamptz,
    closed_at timestamptz,
    closed_why text,
    unsold int,
    constraint sale_pk primary key (region, id),
    constraint sale_slug_unique unique (region, slug),
    constraint sale_units_bounded check (units between 1 and 100000),
    constraint sale_price_positive check (price_minor > 0),
    constraint sale_limit_bounded check (per_buyer between 1 and 100),
    constraint sale_audience_known check (audience in ('anyone', 'accounts', 'verified')),
    constraint sale_times_in_order check (opens_at <= starts_at and starts_at < ends_at),
    constraint sale_turn_bounded check (turn_seconds between 10 and 3600 and pay_seconds between 60 and 3600),
    constraint sale_admitted_is_numbered check (admitted between 0 and last_number),
    constraint sale_closed_with_reason check ((closed_at is null) = (closed_why is null)),
    constraint sale_why_known check (closed_why in ('sold_out', 'ended', 'stopped'))
) partition by list (region);
create table flashsales.sale_main partition of flashsales.sale for values in ('main') with (fillfactor = 50);
create index sale_open on flashsales.sale (region, starts_at) where closed_at is null;

-- A spot in the line: one a buyer and sale. number is the order of (round, lot); allowed is what its turn may still
-- buy, taken what it has: the last guard of the limit a buyer.
create table flashsales.spot (
    region text not null,
    id uuid not null,
    sale_id uuid not null,
    account_id uuid,
    guest bytea,
    per_buyer int not null,
    arrived_at timestamptz not null default clock_timestamp(),
    round int,
    lot bytea,
    number int,
    admitted_at timestamptz,
    turn_ends_at timestamptz,
    allowed int not null default 0,
    taken int not null default 0,
    constraint spot_pk primary key (region, id),
    constraint spot_of_account unique (region, sale_id, account_id),
    constraint spot_of_guest unique (region, sale_id, guest),
    constraint spot_number_unique unique (region, sale_id, number),
    constraint spot_has_a_buyer check (num_nonnulls(account_id, guest) >= 1),
    constraint spot_is_numbered_whole check (num_nulls(round, lot, number) in (0, 3)),
    constraint spot_within_limit check (allowed >= 0 and taken >= 0 and allowed + taken <= per_buyer)
) partition by list (region);
create table flashsales.spot_main partition of flashsales.spot for values in ('main') with (fillfactor = 70);
create index spot_to_number on flashsales.spot (region, sale_id) where number is null;
create index spot_in_use on flashsales.spot (region, sale_id) where allowed + taken > 0;

-- What a checkout took of a sale, and what became of it.
create table flashsales.taking (
    region text not null,
    checkout_id uuid not null,
    sale_id uuid not null,
    spot_id uuid not null,
    quantity int not null,
    state text not null default 'held',
    taken_at timestamptz not null default clock_timestamp(),
    pay_by timestamptz,
    sold_at timestamptz,
    released_at timestamptz,
    why text,
    constraint taking_pk primary key (region, checkout_id),
    constraint taking_quantity_positive check (quantity > 0),
    constraint taking_state_known check (state in ('held', 'sold', 'released', 'returned'))
) partition by list (region);
create table flashsales.taking_main partition of flashsales.taking for values in ('main') with (fillfactor = 70);
create index taking_of_sale on flashsales.taking (region, sale_id, taken_at);
create index taking_of_spot on flashsales.taking (region, spot_id);
