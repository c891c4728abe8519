-- What the nightly look found: offers whose quantities are not what their movements and holds say, and who put each
-- right, from what to what.
-- Locks nothing: all objects are new.
create table inventory.discrepancy (
    region text not null,
    id uuid not null,
    offer_id uuid not null,
    state text not null default 'open',
    found_at timestamptz not null default now(),
    on_hand bigint not null,
    reserved bigint not null,
    sold bigint not null,
    -- What they should be.
    proved_on_hand bigint not null,
    proved_reserved bigint not null,
    proved_sold bigint not null,
    settled_at timestamptz,
    settled_by uuid,
    why text,
    constraint discrepancy_pk primary key (region, id),
    constraint discrepancy_state_known check (state in ('open', 'repaired', 'gone')),
    constraint discrepancy_settled_whole check ((state = 'open') = (settled_at is null))
) partition by list (region);
create table inventory.discrepancy_main partition of inventory.discrepancy for values in ('main');
create unique index discrepancy_of_offer on inventory.discrepancy (offer_id, region) where state = 'open';
