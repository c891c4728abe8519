-- What buyers keep for later: lines put aside out of the cart, and lists of offers.
-- Takes orders.cart for a moment: a column with a constant default is written nowhere.
alter table orders.cart add column saved int not null default 0;
alter table orders.cart add constraint cart_saved_bounded check (saved between 0 and 200) not valid;

create table orders.saved_item (
    region text not null,
    cart_id uuid not null,
    offer_id uuid not null,
    quantity int not null,
    -- What the buyer was told the offer costs, as in orders.cart_item.
    seen_price_minor bigint not null,
    seen_currency text not null,
    saved_at timestamptz not null default clock_timestamp(),
    constraint saved_item_pk primary key (region, cart_id, offer_id),
    constraint saved_item_cart_fk foreign key (region, cart_id) references orders.cart (region, id) on delete cascade,
    constraint saved_item_quantity_bounded check (quantity between 1 and 999)
) partition by list (region);
create table orders.saved_item_main partition of orders.saved_item for values in ('main');

create table orders.list (
    region text not null,
    id uuid not null,
    account_id uuid not null,
    -- 0 is the list of the heart; it may have no name.
    place smallint not null,
    name_sealed bytea,
    link text,
    made_at timestamptz not null default now(),
    constraint list_pk primary key (region, id),
    constraint list_place_once unique (account_id, place, region),
    constraint list_place_bounded check (place between 0 and 29),
    constraint list_has_name check (place = 0 or name_sealed is not null)
) partition by list (region);
create table orders.list_main partition of orders.list for values in ('main');
create unique index list_link on orders.list (link, region) where link is not null;

create table orders.list_item (
    region text not null,
    list_id uuid not null,
    offer_id uuid not null,
    product_id uuid not null,
    price_minor bigint not null,
    currency text not null,
    was_in_stock boolean not null,
    note_sealed bytea,
    kept_at timestamptz not null default clock_timestamp(),
    constraint list_item_pk primary key (region, list_id, offer_id),
    constraint list_item_list_fk foreign key (region, list_id) references orders.list (region, id) on delete cascade
) partition by list (region);
create table orders.list_item_main partition of orders.list_item for values in ('main');
