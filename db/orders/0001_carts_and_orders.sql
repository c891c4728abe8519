-- Carts, checkouts and the orders they split into.
-- Locks nothing: all objects are new.
create schema orders;

create table orders.cart (
    region text not null,
    id uuid not null,
    account_id uuid,
    guest bytea,
    version bigint not null default 0,
    created_at timestamptz not null default now(),
    changed_at timestamptz not null default now(),
    constraint cart_pk primary key (region, id),
    constraint cart_of_account unique (region, account_id),
    constraint cart_of_guest unique (region, guest),
    constraint cart_has_one_owner check (num_nonnulls(account_id, guest) = 1)
) partition by list (region);
create table orders.cart_main partition of orders.cart for values in ('main') with (fillfactor = 80);

-- seen_*: what the buyer was told the offer costs, so that a change can be told in words.
create table orders.cart_item (
    region text not null,
    cart_id uuid not null,
    offer_id uuid not null,
    quantity int not null,
    seen_price_minor bigint not null,
    seen_currency text not null,
    added_at timestamptz not null default clock_timestamp(),
    constraint cart_item_pk primary key (region, cart_id, offer_id),
    constraint cart_item_cart_fk foreign key (region, cart_id) references orders.cart (region, id) on delete cascade,
    constraint cart_item_quantity_bounded check (quantity between 1 and 999)
) partition by list (region);
create table orders.cart_item_main partition of orders.cart_item for values in ('main') with (fillfactor = 80);

-- Short numbers people can read out are made of it.
create sequence orders.checkout_number as bigint;

create table orders.checkout (
    region text not null,
    id uuid not null,
    number text not null,
    mark uuid,
    account_id uuid,
    guest bytea,
    status text not null,
    why text,
    method text not null,
    currency text not null,
    total_minor bigint not null,
    locale text not null,
    contact_sealed bytea not null,
    contact_index bytea not null,
    address_sealed bytea not null,
    country text not null,
    region_code text not null,
    postal_zone text not null,
    expires_at timestamptz,
    placed_at timestamptz not null,
    settled_at timestamptz,
    constraint checkout_pk primary key (region, id),
    constraint checkout_number_unique unique (region, number),
    constraint checkout_mark_unique unique (region, mark),
    constraint checkout_status_known check (status in ('placed', 'confirmed', 'failed', 'expired', 'cancelled'))
) partition by list (region);
create table orders.checkout_main partition of orders.checkout for values in ('main') with (fillfactor = 80);
create index checkout_waiting on orders.checkout (region, expires_at) where status = 'placed';
create index checkout_of_unclaimed_contact on orders.checkout (region, contact_index) where account_id is null;

create table orders.store_order (
    region text not null,
    id uuid not null,
    checkout_id uuid not null,
    number text not null,
    account_id uuid,
    guest bytea,
    store_id uuid not null,
    store_name text not null,
    store_slug text not null,
    status text not null,
    currency text not null,
    items_minor bigint not null,
    delivery_minor bigint not null,
    total_minor bigint not null,
    commission_basis_points int not null,
    commission_minor bigint not null,
    placed_at timestamptz not null,
    changed_at timestamptz not null,
    constraint store_order_pk primary key (region, id),
    constraint store_order_number_unique unique (region, number),
    constraint store_order_checkout_fk foreign key (region, checkout_id) references orders.checkout (region, id),
    constraint store_order_adds_up check (total_minor = items_minor + delivery_minor),
    constraint store_order_status_known check
        (status in ('placed', 'paid', 'preparing', 'shipped', 'delivered', 'cancelled', 'refunded'))
) partition by list (region);
create table orders.store_order_main partition of orders.store_order for values in ('main') with (fillfactor = 80);
create index store_order_of_checkout on orders.store_order (region, checkout_id);
create index store_order_of_account on orders.store_order (region, account_id, id desc) where account_id is not null;
create index store_order_of_guest on orders.store_order (region, guest, id desc) where guest is not null;

create table orders.order_line (
    region text not null,
    order_id uuid not null,
    position smallint not null,
    offer_id uuid not null,
    product_id uuid not null,
    variant_id uuid not null,
    sku text not null,
    title text not null,
    slug text not null,
    options text not null,
    picture text,
    quantity int not null,
    price_minor bigint not null,
    total_minor bigint not null,
    constraint order_line_pk primary key (region, order_id, position),
    constraint order_line_order_fk foreign key (region, order_id) references orders.store_order (region, id),
    constraint order_line_adds_up check (quantity > 0 and total_minor = quantity * price_minor)
) partition by list (region);
create table orders.order_line_main partition of orders.order_line for values in ('main');

create table orders.order_history (
    region text not null,
    order_id uuid not null,
    id uuid not null,
    status text not null,
    why text,
    actor uuid,
    at timestamptz not null,
    constraint order_history_pk primary key (region, order_id, id),
    constraint order_history_order_fk foreign key (region, order_id) references orders.store_order (region, id)
) partition by list (region);
create table orders.order_history_main partition of orders.order_history for values in ('main');
