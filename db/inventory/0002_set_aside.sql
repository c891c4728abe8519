-- Units set aside for somebody else than a checkout (a flash sale): reserved, so that no ordinary checkout takes them,
-- and handed on from there. What a checkout lets go of returns to where it was set aside, as long as that is open.
-- Locks inventory.reservation against writes while the (empty) index on its new column is made.
create table inventory.set_aside (
    region text not null,
    id uuid not null,
    offer_id uuid not null,
    quantity bigint not null,
    made_at timestamptz not null default now(),
    closed_at timestamptz,
    constraint set_aside_pk primary key (region, id),
    constraint set_aside_is_not_overdrawn check (quantity >= 0)
) partition by list (region);
create table inventory.set_aside_main partition of inventory.set_aside for values in ('main') with (fillfactor = 50);

alter table inventory.reservation add column set_aside_id uuid;
create index reservation_of_set_aside on inventory.reservation (region, set_aside_id) where set_aside_id is not null;
