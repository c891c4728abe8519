-- What takes something off a cart that meets its conditions, and who used what of it.
-- Locks nothing: all objects are new.
create schema marketing;

-- owner_id: the store it is of, else the nil UUID (the platform's). Terms are written once; used and ended_at change
-- under the row's lock. No foreign key leads here: whoever buys at once would share a lock on one row.
create table marketing.promotion (
    region text not null,
    id uuid not null,
    owner_id uuid not null,
    name text not null,
    funded_by text not null,
    currency text not null,
    from_at timestamptz not null,
    until_at timestamptz not null,
    code text,
    scope text not null,
    category int,
    least_items_minor bigint not null,
    least_units int not null,
    effect text not null,
    percent_basis_points int not null,
    amount_minor bigint not null,
    most_minor bigint,
    use_limit int,
    used int not null default 0,
    buyer_limit int,
    priority int not null,
    exclusive_group text,
    made_by uuid,
    ended_at timestamptz,
    constraint promotion_pk primary key (region, id),
    -- A code belongs to one promotion of its owner for ever.
    constraint promotion_code unique (owner_id, code, region),
    constraint promotion_code_shape check (code = upper(code) and length(code) between 3 and 40),
    constraint promotion_used_within check (used >= 0 and used <= use_limit),
    constraint promotion_limits check (use_limit > 0 and buyer_limit > 0),
    constraint promotion_times check (from_at < until_at),
    constraint promotion_funded_by check (funded_by in ('seller', 'platform')
        and (owner_id = '00000000-0000-0000-0000-000000000000') = (funded_by = 'platform')),
    constraint promotion_scope check (scope in ('all', 'products', 'category')
        and (scope = 'category') = (category is not null)),
    constraint promotion_effect check (effect in ('percent', 'amount', 'delivery')
        and (effect = 'percent') = (percent_basis_points > 0) and (effect = 'amount') = (amount_minor > 0)
        and percent_basis_points between 0 and 10000 and most_minor > 0),
    constraint promotion_least check (least_items_minor >= 0 and least_units >= 0)
) partition by list (region);
create table marketing.promotion_main partition of marketing.promotion for values in ('main') with (fillfactor = 50);
-- Found by id alone, whatever is known of how large the table is.
create unique index promotion_by_id on marketing.promotion (id, region);
create index promotion_open on marketing.promotion (owner_id, until_at) where ended_at is null;
create index promotion_of_owner on marketing.promotion (owner_id, id);

-- The stores a promotion of the platform is good in; without a row it is good in all.
create table marketing.promotion_store (
    region text not null,
    promotion_id uuid not null,
    store_id uuid not null,
    constraint promotion_store_pk primary key (region, promotion_id, store_id)
) partition by list (region);
create table marketing.promotion_store_main partition of marketing.promotion_store for values in ('main');

create table marketing.promotion_product (
    region text not null,
    promotion_id uuid not null,
    product_id uuid not null,
    constraint promotion_product_pk primary key (region, promotion_id, product_id)
) partition by list (region);
create table marketing.promotion_product_main partition of marketing.promotion_product for values in ('main');

-- A checkout's use of a promotion whose uses are counted; given back where the checkout ended without a sale.
create table marketing.use (
    region text not null,
    promotion_id uuid not null,
    checkout_id uuid not null,
    account_id uuid,
    used_at timestamptz not null,
    released_at timestamptz,
    constraint use_pk primary key (region, promotion_id, checkout_id)
) partition by list (region);
create table marketing.use_main partition of marketing.use for values in ('main') with (fillfactor = 80);
create index use_of_checkout on marketing.use (checkout_id);
create index use_of_buyer on marketing.use (promotion_id, account_id) where released_at is null;
