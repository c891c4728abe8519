-- Categories are edited by people: versions, descriptions, hiding, a picture, and addresses that lead on for ever.
-- Locks catalog.category and catalog.category_name for a moment against everything.

alter table catalog.category
    -- Named by the next edit, so that none overwrites another unseen.
    add column version int not null default 1,
    add column hidden boolean not null default false,
    -- Whether neither it nor anything above it is hidden; written with the paths.
    add column shown boolean not null default true,
    add column picture text,
    add constraint category_shown_of_hidden check (not (hidden and shown)),
    add constraint category_picture_length check (length(picture) <= 200),
    add constraint category_not_under_itself check (
        cardinality(path) = 1 or not number = any (path[:cardinality(path) - 1]));

alter table catalog.category_name
    add column description text not null default '',
    add constraint category_name_description_length check (length(description) <= 2000);

-- Addresses categories had before. Each names a category and no other address, so that no chain can form.
create table catalog.category_address (
    slug text not null,
    -- Null where a root was removed: all categories are shown.
    category_id uuid,
    since timestamptz not null default now(),
    constraint category_address_pk primary key (slug),
    constraint category_address_category foreign key (category_id) references catalog.category (id),
    constraint category_address_shape check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) <= 120)
);
create index category_address_of on catalog.category_address (category_id);

-- What sources call categories that were merged into others: their next import means those.
create table catalog.category_merged (
    source text not null,
    external_id text not null,
    category_id uuid not null,
    constraint category_merged_pk primary key (source, external_id),
    constraint category_merged_category foreign key (category_id) references catalog.category (id) on delete cascade
);
create index category_merged_of on catalog.category_merged (category_id);

-- What listings in a category, and in all under it, are asked for.
create table catalog.category_attribute (
    category_id uuid not null,
    attribute_id uuid not null,
    position smallint not null,
    required boolean not null,
    -- One of these; empty where anything goes.
    choices text[] not null default '{}',
    constraint category_attribute_pk primary key (category_id, attribute_id),
    constraint category_attribute_category
        foreign key (category_id) references catalog.category (id) on delete cascade,
    constraint category_attribute_attribute foreign key (attribute_id) references catalog.attribute (id),
    constraint category_attribute_choices check (cardinality(choices) <= 100)
);
create index category_attribute_of on catalog.category_attribute (attribute_id);
