-- What promotions took off an order, by line and by promotion; a code that is tried on a cart; and whether a checkout
-- used a promotion whose uses are counted.
-- Locks orders.cart, checkout, store_order and order_line against all else for as long as it takes to try the new
-- checks on every row.
alter table orders.cart
    add column coupon text,
    add constraint cart_coupon_length check (length(coupon) between 1 and 60);

alter table orders.checkout add column has_uses boolean not null default false;

-- discount_minor is that of the delivery included; subsidy_minor is what of it the platform bears.
alter table orders.store_order
    add column discount_minor bigint not null default 0,
    add column subsidy_minor bigint not null default 0,
    drop constraint store_order_adds_up,
    add constraint store_order_adds_up check (total_minor = items_minor - discount_minor + delivery_minor),
    add constraint store_order_discount_within check
        (discount_minor between 0 and items_minor + delivery_minor and subsidy_minor between 0 and discount_minor);

alter table orders.order_line
    add column discount_minor bigint not null default 0,
    add constraint order_line_discount_within check (discount_minor between 0 and total_minor);

create table orders.order_discount (
    region text not null,
    order_id uuid not null,
    position smallint not null,
    promotion_id uuid not null,
    name text not null,
    code text,
    funded_by text not null,
    items_minor bigint not null,
    delivery_minor bigint not null,
    constraint order_discount_pk primary key (region, order_id, position),
    constraint order_discount_takes_something check
        (items_minor >= 0 and delivery_minor >= 0 and items_minor + delivery_minor > 0),
    constraint order_discount_funded_by check (funded_by in ('seller', 'platform'))
) partition by list (region);
create table orders.order_discount_main partition of orders.order_discount for values in ('main');
