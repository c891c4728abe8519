-- Conversations of an order's buyer with its store. What is written is sealed; what the other reads is masked.
-- Locks nothing: all objects are new.

-- read: up to which number a side read; unread: what the other side wrote after that.
create table community.conversation (
    region text not null,
    order_id uuid not null,
    store_id uuid not null,
    order_number text not null,
    last_number int not null default 0,
    last_at timestamptz not null default now(),
    buyer_read int not null default 0,
    buyer_unread int not null default 0,
    store_read int not null default 0,
    store_unread int not null default 0,
    constraint conversation_pk primary key (region, order_id),
    constraint conversation_store foreign key (store_id) references stores.store (id),
    constraint conversation_counted check (buyer_unread >= 0 and store_unread >= 0)
) partition by list (region);
create table community.conversation_main partition of community.conversation for values in ('main')
    with (fillfactor = 80);
create index conversation_of_store on community.conversation (store_id, last_at, order_id);
create index conversation_unread on community.conversation (store_id, last_at, order_id) where store_unread > 0;

create table community.message (
    region text not null,
    order_id uuid not null,
    number int not null,
    side text not null,
    -- Who of the side wrote it; null for a guest, and where they left.
    account_id uuid,
    -- Null where who wrote it left.
    text_sealed bytea,
    sent_at timestamptz not null default now(),
    constraint message_pk primary key (region, order_id, number),
    constraint message_conversation foreign key (region, order_id)
        references community.conversation (region, order_id),
    constraint message_side_known check (side in ('buyer', 'store'))
) partition by list (region);
create table community.message_main partition of community.message for values in ('main');
create index message_of_author on community.message (account_id) where account_id is not null;

-- What somebody of the other side wants looked at: once a person and message.
create table community.report (
    region text not null,
    id uuid not null,
    order_id uuid not null,
    number int not null,
    account_id uuid,
    guest bytea,
    reason text not null,
    at timestamptz not null default now(),
    constraint report_pk primary key (region, id),
    constraint report_message foreign key (region, order_id, number)
        references community.message (region, order_id, number),
    constraint report_once_an_account unique (region, order_id, number, account_id),
    constraint report_once_a_guest unique (region, order_id, number, guest),
    constraint report_of_one check (num_nonnulls(account_id, guest) = 1),
    constraint report_reason_known check (reason in ('contact', 'abuse', 'fraud', 'other'))
) partition by list (region);
create table community.report_main partition of community.report for values in ('main');
