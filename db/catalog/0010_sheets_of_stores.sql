-- Sheets: files of a store's listings and bulk edits of them, their rows checked, applied and undone.
-- Locks nothing: all objects are new.

create table catalog.sheet (
    id uuid not null,
    store_id uuid not null,
    name text not null,
    -- A file that was sent, or an edit made at the desk.
    kind text not null,
    status text not null,
    -- As they stand in the file, and the field that each says; '' for none.
    columns text[] not null,
    fields text[] not null,
    rows int not null,
    made_at timestamptz not null default now(),
    -- By whose right it is worked on: an account's, or that of a key with these scopes.
    by_whom uuid not null,
    by_scopes text[] not null default '{}',
    changed_at timestamptz not null default now(),
    constraint sheet_pk primary key (id),
    constraint sheet_store foreign key (store_id) references stores.store (id),
    constraint sheet_name_length check (length(name) between 1 and 200),
    constraint sheet_kind check (kind in ('file', 'edit')),
    constraint sheet_status check
        (status in ('mapping', 'checking', 'checked', 'applying', 'applied', 'undoing', 'undone')),
    constraint sheet_fields check
        (cardinality(columns) = cardinality(fields) and cardinality(columns) between 1 and 60),
    constraint sheet_rows check (rows between 1 and 5000)
);
create index sheet_of_store on catalog.sheet (store_id, id);
create index sheet_by_age on catalog.sheet (changed_at);

create table catalog.sheet_row (
    sheet_id uuid not null,
    -- As a spreadsheet shows it: the header is line 1.
    line int not null,
    cells text[] not null,
    state text not null default 'read',
    -- The first line of the same listing: what belongs together is put together.
    leader int,
    product_id uuid,
    -- What it changes: field, from, to.
    changes jsonb not null default '[]',
    -- Why it was refused or kept: a code, the field it is about, and what stood there.
    code text,
    field text,
    detail text,
    -- On hand and sold together, as it counted them: what they still come to where nobody counted since.
    counted bigint,
    constraint sheet_row_pk primary key (sheet_id, line),
    constraint sheet_row_sheet foreign key (sheet_id) references catalog.sheet (id) on delete cascade,
    constraint sheet_row_state check (state in
        ('read', 'same', 'create', 'change', 'error', 'created', 'changed', 'failed', 'undone', 'kept')),
    constraint sheet_row_why check ((code is null) = (state not in ('error', 'failed', 'kept'))),
    constraint sheet_row_detail_length check (length(detail) <= 500)
);
-- The next rows to be applied or undone, and a list of one state.
create index sheet_row_state on catalog.sheet_row (sheet_id, state, line);

-- Which column says what, as the store had it last: proposed for its next file.
create table catalog.sheet_mapping (
    store_id uuid not null,
    columns text[] not null,
    fields text[] not null,
    constraint sheet_mapping_pk primary key (store_id),
    constraint sheet_mapping_store foreign key (store_id) references stores.store (id),
    constraint sheet_mapping_size check (cardinality(columns) = cardinality(fields) and cardinality(columns) <= 200)
);
