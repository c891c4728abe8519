-- Lets a variant and an offer be put aside without standing in the way of their successors, and keeps what an import
-- has read until it is done.
-- Locks catalog.variant and catalog.offer for the moment it takes to rebuild two indexes.

alter table catalog.variant add column withdrawn_at timestamptz;
alter table catalog.variant drop constraint variant_options;
create unique index variant_options on catalog.variant (product_id, options) where withdrawn_at is null;

alter table catalog.offer drop constraint offer_of_variant;
create unique index offer_of_variant on catalog.offer (variant_id, store_id) where withdrawn_at is null;

create table catalog.import_run (
    id uuid not null,
    source text not null,
    -- Of the file's bytes and of everything that decides how they are read: the same again takes up where it stopped.
    fingerprint bytea not null,
    language text not null,
    currency text,
    store_id uuid,
    -- Records read into import_row so far; all of them once it is whole.
    rows_read bigint not null default 0,
    is_read boolean not null default false,
    rows_rejected bigint not null default 0,
    products_created bigint not null default 0,
    products_changed bigint not null default 0,
    products_unchanged bigint not null default 0,
    rows_merged bigint not null default 0,
    started_at timestamptz not null default now(),
    finished_at timestamptz,
    constraint import_run_pk primary key (id),
    constraint import_run_store foreign key (store_id) references stores.store (id)
);
create index import_run_open on catalog.import_run (source) where finished_at is null;

-- Staging: emptied when the run is done.
create table catalog.import_row (
    run_id uuid not null,
    number bigint not null,
    external_id text,
    -- The first row of the same product: what belongs together is put together.
    leader bigint,
    body jsonb,
    -- Why it was refused, and its fields as they stood in the file; null for a good row.
    reason text,
    fields text[],
    done boolean not null default false,
    constraint import_row_pk primary key (run_id, number),
    constraint import_row_run foreign key (run_id) references catalog.import_run (id) on delete cascade
);
create index import_row_external on catalog.import_row (run_id, external_id, number);
