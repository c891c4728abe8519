-- What the platform takes of an order, frozen when it is placed: the tax that is part of the commission, and the
-- components where rules were in force. Without any, the commission is the store's own rate of the items alone.
-- Locks orders.store_order against all else for an instant: the column has a default.
alter table orders.store_order
    add column fee_tax_minor bigint not null default 0,
    add constraint store_order_fee_tax_within check (fee_tax_minor between 0 and commission_minor);

create table orders.order_fee (
    region text not null,
    order_id uuid not null,
    position smallint not null,
    name text not null,
    -- What it was reckoned on.
    base_minor bigint not null,
    amount_minor bigint not null,
    tax_minor bigint not null,
    constraint order_fee_pk primary key (region, order_id, position)
) partition by list (region);
create table orders.order_fee_main partition of orders.order_fee for values in ('main');
