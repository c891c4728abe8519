-- Stock of offers, what checkouts hold of it, and every change of units on hand.
-- Locks nothing: all objects are new.
create schema inventory;

-- The check is the last guard: no door, present or future, can promise a unit that is not there.
create table inventory.stock (
    region text not null,
    offer_id uuid not null,
    on_hand bigint not null,
    reserved bigint not null default 0,
    sold bigint not null default 0,
    changed_at timestamptz not null default now(),
    constraint stock_pk primary key (region, offer_id),
    constraint stock_reserved_is_on_hand check (reserved between 0 and on_hand),
    constraint stock_sold_is_counted check (sold >= 0)
) partition by list (region);
-- Room in each page, so that a hot row is updated in place and no index grows.
create table inventory.stock_main partition of inventory.stock for values in ('main') with (fillfactor = 70);

create table inventory.reservation (
    region text not null,
    checkout_id uuid not null,
    offer_id uuid not null,
    quantity bigint not null,
    state text not null default 'held',
    expires_at timestamptz,
    why text,
    constraint reservation_pk primary key (region, checkout_id, offer_id),
    constraint reservation_quantity_positive check (quantity > 0),
    constraint reservation_state_known check (state in ('held', 'sold', 'released'))
) partition by list (region);
create table inventory.reservation_main partition of inventory.reservation for values in ('main')
    with (fillfactor = 80);

-- on_hand of an offer is the sum of its movements: initial and adjustment change what there is, sale and
-- restock move units between on hand and sold.
create table inventory.movement (
    region text not null,
    id uuid not null,
    offer_id uuid not null,
    kind text not null,
    units_from bigint not null,
    units_to bigint not null,
    cause uuid,
    actor uuid,
    why text,
    at timestamptz not null default now(),
    constraint movement_pk primary key (region, id),
    constraint movement_kind_known check (kind in ('initial', 'adjustment', 'sale', 'restock'))
) partition by list (region);
create table inventory.movement_main partition of inventory.movement for values in ('main');
create index movement_of_offer on inventory.movement (region, offer_id, id desc);
