-- What buyers send back or say did not come, with each step's words, and what was paid back of an order.
-- Locks orders.store_order against writes for an instant; all objects are new.
create table orders.return (
    region text not null,
    id uuid not null,
    order_id uuid not null,
    store_id uuid not null,
    number text not null,
    kind text not null,
    reason text not null,
    status text not null,
    -- Who pays for sending it back; null while nobody said.
    payer text,
    carrier text not null default '',
    tracking_number text not null default '',
    tracking_url text,
    pictures text[] not null default '{}',
    -- What its units were worth when the first of it was paid back; null while nothing was.
    worth_minor bigint,
    -- When the goods came back to the store.
    received_at timestamptz,
    -- What happens by itself happens then; null where somebody has to decide.
    due_at timestamptz,
    asked_at timestamptz not null,
    constraint return_pk primary key (region, id),
    constraint return_number_unique unique (number, region),
    constraint return_order_fk foreign key (region, order_id) references orders.store_order (region, id),
    constraint return_kind_known check (kind in ('return', 'exchange', 'claim')),
    constraint return_payer_known check (payer in ('store', 'buyer')),
    constraint return_status_known check
        (status in ('asked', 'accepted', 'sent', 'refused', 'part_refunded', 'escalated', 'refunded', 'exchanged',
            'withdrawn', 'lapsed', 'kept'))
) partition by list (region);
create table orders.return_main partition of orders.return for values in ('main') with (fillfactor = 80);
create index return_of_order on orders.return (order_id, id);
create index return_of_store on orders.return (store_id, status, id);
create index return_escalated on orders.return (id) where status = 'escalated';
create index return_due on orders.return (due_at) where due_at is not null;

-- Units of a line; anew: how many of them were taken from the shelf to be sent in exchange.
create table orders.return_line (
    region text not null,
    return_id uuid not null,
    position smallint not null,
    quantity int not null,
    anew int not null default 0,
    constraint return_line_pk primary key (region, return_id, position),
    constraint return_line_return_fk foreign key (region, return_id) references orders.return (region, id),
    constraint return_line_quantity_positive check (quantity > 0),
    constraint return_line_anew_within check (anew between 0 and quantity)
) partition by list (region);
create table orders.return_line_main partition of orders.return_line for values in ('main');

create table orders.return_history (
    region text not null,
    return_id uuid not null,
    id uuid not null,
    status text not null,
    -- buyer, store, platform or clock.
    side text not null,
    words_sealed bytea,
    actor uuid,
    at timestamptz not null,
    constraint return_history_pk primary key (region, return_id, id),
    constraint return_history_return_fk foreign key (region, return_id) references orders.return (region, id),
    constraint return_history_side_known check (side in ('buyer', 'store', 'platform', 'clock'))
) partition by list (region);
create table orders.return_history_main partition of orders.return_history for values in ('main');

-- Money of an order that was ordered back by its store or the platform; nothing where it was back already.
create table orders.refund (
    region text not null,
    id uuid not null,
    order_id uuid not null,
    return_id uuid,
    amount_minor bigint not null,
    reason text not null,
    note text,
    actor uuid,
    at timestamptz not null,
    sent_at timestamptz,
    constraint refund_pk primary key (region, id),
    constraint refund_order_fk foreign key (region, order_id) references orders.store_order (region, id),
    constraint refund_return_fk foreign key (region, return_id) references orders.return (region, id),
    constraint refund_amount_not_negative check (amount_minor >= 0)
) partition by list (region);
create table orders.refund_main partition of orders.refund for values in ('main') with (fillfactor = 80);
create index refund_of_order on orders.refund (order_id, id);

-- Units that were paid back; unsent: how many of them will not be sent any more.
create table orders.refund_line (
    region text not null,
    refund_id uuid not null,
    position smallint not null,
    quantity int not null,
    unsent int not null default 0,
    constraint refund_line_pk primary key (region, refund_id, position),
    constraint refund_line_refund_fk foreign key (region, refund_id) references orders.refund (region, id),
    constraint refund_line_quantity_positive check (quantity > 0),
    constraint refund_line_unsent_within check (unsent between 0 and quantity)
) partition by list (region);
create table orders.refund_line_main partition of orders.refund_line for values in ('main');
