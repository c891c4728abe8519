-- What a store wants to be told at stands beside the stock it is about, so that the update which sells tells the
-- crossing as well. A spell lasts from when an offer ran low until it rose again.
-- Locks inventory.stock for a moment: a column without a default rewrites nothing, and no row breaks the check yet.
alter table inventory.stock add column threshold bigint;
alter table inventory.stock
    add constraint stock_threshold_range check (threshold between 0 and 1000000000) not valid;

create table inventory.low_spell (
    region text not null,
    -- The event that began it.
    id uuid not null,
    -- Where that event stands in the log: what ended before it does not end it.
    seq bigint not null,
    store_id uuid not null,
    offer_id uuid not null,
    free bigint not null,
    threshold bigint not null,
    began_at timestamptz not null,
    ended_at timestamptz,
    told_at timestamptz,
    constraint low_spell_pk primary key (region, id)
) partition by list (region);
create table inventory.low_spell_main partition of inventory.low_spell for values in ('main') with (fillfactor = 70);
create unique index low_spell_of_offer on inventory.low_spell (offer_id, region) where ended_at is null;
create index low_spell_of_store on inventory.low_spell (store_id, id desc) where ended_at is null;
create index low_spell_untold on inventory.low_spell (store_id, id) where told_at is null;
create index low_spell_over on inventory.low_spell (ended_at) where ended_at is not null;
