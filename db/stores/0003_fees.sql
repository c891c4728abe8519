-- What the platform takes of a sale beside a store's own rate: rules that are never edited, only ended, so that what an
-- order was charged can be told for ever.
-- Locks nothing: all objects are new.
create table stores.fee (
    id uuid not null,
    -- Rules of one name exclude one another, the most particular counts; different names add up, in this order.
    name text not null,
    position int not null,
    currency text not null,
    store_id uuid,
    -- A category with all under it, by its number.
    category int,
    product_id uuid,
    basis_points int not null default 0,
    fixed_minor bigint not null default 0,
    is_per_unit boolean not null default false,
    min_minor bigint,
    max_minor bigint,
    tax_basis_points int not null default 0,
    made_by uuid not null,
    made_at timestamptz not null default now(),
    ended_by uuid,
    ended_at timestamptz,
    constraint fee_pk primary key (id),
    constraint fee_store_fk foreign key (store_id) references stores.store (id),
    constraint fee_name_shape check (name ~ '^[a-z][a-z0-9_]{1,39}$'),
    constraint fee_shares_range check (basis_points between 0 and 10000 and tax_basis_points between 0 and 10000),
    constraint fee_amounts_range check (
        fixed_minor >= 0 and coalesce(min_minor, 0) >= 0 and coalesce(max_minor, 0) >= coalesce(min_minor, 0)),
    constraint fee_of_category_or_product check (num_nonnulls(category, product_id) <= 1)
);
create index fee_in_force on stores.fee (currency, store_id) where ended_at is null;
create unique index fee_one_in_force on stores.fee
    (name, currency, coalesce(store_id, '00000000-0000-0000-0000-000000000000'), coalesce(category, 0),
        coalesce(product_id, '00000000-0000-0000-0000-000000000000')) where ended_at is null;
