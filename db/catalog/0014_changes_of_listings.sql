-- Every edit of a listing is a record; risky ones wait until somebody decides: docs/decisions/0350.
-- Locks catalog.sheet_row against all else while its check is made anew; all other objects are new.

-- Written once: who wanted what of a listing to be otherwise, made of which version, and whether that waits.
create table catalog.listing_change (
    id uuid not null,
    product_id uuid not null,
    store_id uuid not null,
    by_whom uuid not null,
    via text not null,
    at timestamptz not null default now(),
    from_version int not null,
    -- What it was and what it becomes, by field. Not jsonb: compared as it was written.
    fields json not null,
    -- Why it is risky; empty where it is not.
    risks json not null default '[]',
    waits boolean not null,
    constraint listing_change_pk primary key (id),
    constraint listing_change_product foreign key (product_id) references catalog.product (id),
    constraint listing_change_store foreign key (store_id) references stores.store (id),
    constraint listing_change_via_known check (via in ('desk', 'sheet', 'key'))
);
create index listing_change_of_listing on catalog.listing_change (product_id, store_id, id);
create index listing_change_of_product on catalog.listing_change (product_id, id);
create index listing_change_of_store on catalog.listing_change (store_id);

-- Written once: what became of one that waited.
create table catalog.listing_change_end (
    change_id uuid not null,
    outcome text not null,
    -- Null where nobody did, as where the listing went.
    by_whom uuid,
    why text,
    at timestamptz not null default now(),
    constraint listing_change_end_pk primary key (change_id),
    constraint listing_change_end_change foreign key (change_id) references catalog.listing_change (id),
    constraint listing_change_end_known
        check (outcome in ('approved', 'refused', 'withdrawn', 'superseded', 'void'))
);

-- The one of a listing that waits; gone with its end.
create table catalog.listing_change_waiting (
    product_id uuid not null,
    store_id uuid not null,
    change_id uuid not null,
    constraint listing_change_waiting_pk primary key (product_id, store_id),
    constraint listing_change_waiting_change foreign key (change_id) references catalog.listing_change (id)
);
create unique index listing_change_waiting_once on catalog.listing_change_waiting (change_id);

create trigger written_once before update or delete on catalog.listing_change
    for each row execute function kernel.written_once();
create trigger never_emptied before truncate on catalog.listing_change
    for each statement execute function kernel.written_once();
create trigger written_once before update or delete on catalog.listing_change_end
    for each row execute function kernel.written_once();
create trigger never_emptied before truncate on catalog.listing_change_end
    for each statement execute function kernel.written_once();

-- A row of a sheet of which something waits.
alter table catalog.sheet_row
    drop constraint sheet_row_state,
    add constraint sheet_row_state check (state in
        ('read', 'same', 'create', 'change', 'error', 'created', 'changed', 'proposed', 'failed', 'undone', 'kept'));
