-- Phones, browsers and applications that people are told at, and what they are told there: docs/decisions/0192.
-- Locks notifications.wish against all else for a moment: of those who wish something else than what is usual.

create table notifications.receiver (
    region text not null,
    account_id uuid not null,
    id uuid not null,
    kind text not null,
    -- A number; an endpoint with its keys; a token.
    address_sealed bytea not null,
    address_index bytea not null,
    -- Of devices: where they are signed in, and until when.
    session_id uuid,
    until timestamptz,
    made_at timestamptz not null default now(),
    -- Since when a phone takes nothing more.
    refused_at timestamptz,
    constraint receiver_pk primary key (region, account_id, id),
    constraint receiver_kind_known check (kind in ('phone', 'web', 'app')),
    constraint receiver_signed_in check (num_nonnulls(session_id, until) = case when kind = 'phone' then 0 else 2 end)
) partition by list (region);
create table notifications.receiver_main partition of notifications.receiver for values in ('main');
create unique index receiver_one_phone on notifications.receiver (account_id, region) where kind = 'phone';
create unique index receiver_one_device on notifications.receiver (address_index, region) where kind <> 'phone';
create index receiver_until on notifications.receiver (until) where until is not null;

create table notifications.message (
    region text not null,
    account_id uuid not null,
    id uuid not null,
    -- Null for a number that is yet to be confirmed: it is sealed within.
    receiver_id uuid,
    -- Null for what heeds no wishes.
    topic text,
    content_sealed bytea not null,
    made_at timestamptz not null default now(),
    ended_at timestamptz,
    outcome text,
    constraint message_pk primary key (region, account_id, id),
    constraint message_ended_whole check (num_nonnulls(ended_at, outcome) in (0, 2)),
    constraint message_outcome_known check (outcome in ('sent', 'refused', 'unwanted'))
) partition by list (region);
create table notifications.message_main partition of notifications.message for values in ('main')
    with (fillfactor = 80);
create index message_ended on notifications.message (ended_at) where ended_at is not null;
create index message_waits on notifications.message (made_at) where ended_at is null;

-- A number that is to be confirmed; the latest code alone is good.
create table notifications.phone_code (
    region text not null,
    account_id uuid not null,
    number_sealed bytea not null,
    number_index bytea not null,
    -- Keyed: a million codes are soon tried by who has a plain hash.
    code_hash bytea not null,
    tries smallint not null default 0,
    expires_at timestamptz not null,
    refused_at timestamptz,
    constraint phone_code_pk primary key (region, account_id)
) partition by list (region);
create table notifications.phone_code_main partition of notifications.phone_code for values in ('main');
create index phone_code_age on notifications.phone_code (expires_at);

-- How many codes an account, or a number, had on a day, and how many messages a number; by keyed hashes.
create table notifications.code_count (
    subject bytea not null,
    day date not null,
    many smallint not null,
    constraint code_count_pk primary key (subject)
);
create index code_count_age on notifications.code_count (day);

-- The one key push services know this house by.
create table notifications.push_key (
    id smallint not null default 1,
    public_key text not null,
    private_sealed bytea not null,
    made_at timestamptz not null default now(),
    constraint push_key_pk primary key (id),
    constraint push_key_one check (id = 1)
);

-- Two channels more: room for what is declined of them.
alter table notifications.wish drop constraint wish_declined_few;
alter table notifications.wish add constraint wish_declined_few check (cardinality(declined) <= 40) not valid;
