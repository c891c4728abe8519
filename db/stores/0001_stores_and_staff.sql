-- Sellers' shops and who works in them.
-- Locks nothing: all objects are new.

create schema stores;

create table stores.store (
    id uuid not null,
    slug text not null,
    name text not null,
    about text not null default '',
    city text not null default '',
    country text not null,
    language text not null default 'en',
    currency text not null,
    commission_basis_points int not null default 1000,
    delivery_fee_minor bigint not null default 0,
    -- Items total from which delivery is free; null for never.
    free_delivery_from_minor bigint,
    opened_at timestamptz not null default now(),
    closed_at timestamptz,
    constraint store_pk primary key (id),
    constraint store_slug unique (slug),
    constraint store_slug_shape check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) <= 80),
    constraint store_name_length check (length(name) between 1 and 120),
    constraint store_about_length check (length(about) <= 4000),
    constraint store_country_shape check (country ~ '^[A-Z]{2}$'),
    constraint store_currency_shape check (currency ~ '^[A-Z]{3}$'),
    constraint store_commission_range check (commission_basis_points between 0 and 10000),
    constraint store_delivery_fee_range check (delivery_fee_minor between 0 and 1000000000000),
    constraint store_free_delivery_range check (free_delivery_from_minor between 0 and 1000000000000000)
);

comment on table stores.store is 'A seller''s shop. It may sell while closed_at is null.';

-- Accounts live in their region's partition, so an account has no key of one column to refer to.
create table stores.staff (
    store_id uuid not null,
    account_id uuid not null,
    joined_at timestamptz not null default now(),
    constraint staff_pk primary key (store_id, account_id),
    constraint staff_store foreign key (store_id) references stores.store (id)
);
create index staff_account on stores.staff (account_id);
