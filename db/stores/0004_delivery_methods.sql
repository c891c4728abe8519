-- How a store gets orders to buyers: shipped, priced by zone and weight, or picked up.
-- Locks nothing: all objects are new.
create table stores.delivery_method (
    store_id uuid not null,
    id uuid not null,
    name text not null,
    kind text not null,
    days_least int not null,
    days_most int not null,
    position int not null default 0,
    is_active boolean not null default true,
    -- Items total from which it costs nothing; null for never.
    free_from_minor bigint,
    takes_cash boolean not null default false,
    -- Of a pickup; what is shipped is priced by its zones.
    price_minor bigint not null default 0,
    -- Read and written whole: [{areas: [{country, region, postalPrefix}], price, bands: [{upToGrams, price}]}].
    zones jsonb not null default '[]',
    -- {address, hours, note}, open to everybody.
    place jsonb,
    -- Counts edits: the next one names the version it was made of.
    version int not null default 1,
    constraint delivery_method_pk primary key (store_id, id),
    constraint delivery_method_store foreign key (store_id) references stores.store (id),
    constraint delivery_method_name_length check (length(name) between 1 and 80),
    constraint delivery_method_days_range check (days_least >= 0 and days_most between days_least and 365),
    constraint delivery_method_amounts_range check
        (price_minor between 0 and 1000000000000 and free_from_minor between 0 and 1000000000000000),
    constraint delivery_method_shipped_or_pickup check (
        (kind = 'shipped' and place is null and jsonb_array_length(zones) between 1 and 30 and price_minor = 0)
        or (kind = 'pickup' and place is not null and zones = '[]'))
);
