-- What an order is sent in: parcels, what is in each, and where each stood when. None of it is written while placing,
-- so foreign keys guard what it names. `told_at` is when somebody said so, `at` when it happened.
-- Locks orders.store_order against writes for an instant; all other objects are new.
create table orders.shipment (
    region text not null,
    id uuid not null,
    order_id uuid not null,
    status text not null,
    carrier text not null default '',
    tracking_number text not null default '',
    tracking_url text,
    version int not null default 1,
    sent_at timestamptz not null,
    constraint shipment_pk primary key (region, id),
    constraint shipment_order_fk foreign key (region, order_id) references orders.store_order (region, id),
    constraint shipment_status_known check (status in ('in_transit', 'out_for_delivery', 'delivered', 'returned'))
) partition by list (region);
create table orders.shipment_main partition of orders.shipment for values in ('main') with (fillfactor = 80);
create index shipment_of_order on orders.shipment (order_id, id);

create table orders.shipment_line (
    region text not null,
    shipment_id uuid not null,
    position smallint not null,
    quantity int not null,
    constraint shipment_line_pk primary key (region, shipment_id, position),
    constraint shipment_line_shipment_fk foreign key (region, shipment_id) references orders.shipment (region, id),
    constraint shipment_line_quantity_positive check (quantity > 0)
) partition by list (region);
create table orders.shipment_line_main partition of orders.shipment_line for values in ('main');

create table orders.shipment_history (
    region text not null,
    shipment_id uuid not null,
    id uuid not null,
    what text not null,
    note text,
    actor uuid,
    at timestamptz not null,
    told_at timestamptz not null default now(),
    constraint shipment_history_pk primary key (region, shipment_id, id),
    constraint shipment_history_shipment_fk foreign key (region, shipment_id) references orders.shipment (region, id)
) partition by list (region);
create table orders.shipment_history_main partition of orders.shipment_history for values in ('main');
