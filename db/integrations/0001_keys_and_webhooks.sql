-- Keys of stores' programs, and who is told of what happens: docs/decisions/0190.
-- Locks nothing: all objects are new.

create schema integrations;

-- Locked by who makes a key or an endpoint, so that a store has no more of them than it may.
create table integrations.room (
    store_id uuid not null,
    constraint room_pk primary key (store_id),
    constraint room_store foreign key (store_id) references stores.store (id)
);

create table integrations.api_key (
    id uuid not null,
    store_id uuid not null,
    name text not null,
    -- The first letters of the token, to tell keys apart by.
    prefix text not null,
    token_hash bytea not null,
    scopes text[] not null,
    made_by uuid not null,
    made_at timestamptz not null default now(),
    ends_at timestamptz,
    -- By the hour.
    used_at timestamptz,
    revoked_at timestamptz,
    revoked_by uuid,
    constraint api_key_pk primary key (id),
    constraint api_key_token unique (token_hash),
    constraint api_key_store foreign key (store_id) references stores.store (id),
    constraint api_key_name_length check (length(name) between 1 and 80),
    constraint api_key_scopes_known check (
        scopes <@ array['read', 'orders', 'listings'] and cardinality(scopes) between 1 and 3),
    constraint api_key_revoked_by_somebody check (num_nonnulls(revoked_at, revoked_by) in (0, 2))
);
create index api_key_of_store on integrations.api_key (store_id, id);

comment on table integrations.api_key is 'Revoked ones stay: histories name them as who did something.';

create table integrations.endpoint (
    id uuid not null,
    store_id uuid not null,
    url text not null,
    description text not null default '',
    kinds text[] not null,
    secret_sealed bytea not null,
    -- Signs too, for a day after the secret was changed.
    old_secret_sealed bytea,
    old_until timestamptz,
    is_on boolean not null default true,
    -- Why it is off: person, gone or failing.
    why_off text,
    off_at timestamptz,
    on_since timestamptz not null default now(),
    -- The first failure after which nothing succeeded.
    failing_since timestamptz,
    succeeded_at timestamptz,
    -- When something of it is due; nothing waits where null.
    turn_at timestamptz,
    leased_until timestamptz,
    version int not null default 1,
    made_by uuid not null,
    made_at timestamptz not null default now(),
    removed_at timestamptz,
    constraint endpoint_pk primary key (id),
    constraint endpoint_store foreign key (store_id) references stores.store (id),
    constraint endpoint_url_length check (length(url) between 1 and 1000),
    constraint endpoint_description_length check (length(description) <= 200),
    constraint endpoint_kinds_some check (cardinality(kinds) between 1 and 50),
    constraint endpoint_old_secret_ends check (num_nonnulls(old_secret_sealed, old_until) in (0, 2)),
    constraint endpoint_why_off check (
        case when is_on then num_nonnulls(why_off, off_at) = 0
            else why_off in ('person', 'gone', 'failing') and off_at is not null end)
) with (fillfactor = 70);
create index endpoint_of_store on integrations.endpoint (store_id, id) where removed_at is null;
create index endpoint_turn on integrations.endpoint (turn_at) where is_on and removed_at is null;
create index endpoint_turn_of_well on integrations.endpoint (turn_at)
    where is_on and removed_at is null and failing_since is null;
create index endpoint_removed on integrations.endpoint (removed_at) where removed_at is not null;

create table integrations.delivery (
    id uuid not null,
    endpoint_id uuid not null,
    event_id uuid not null,
    kind text not null,
    -- The bytes that are sent, at every try the same.
    body text not null,
    state text not null default 'waiting',
    attempts int not null default 0,
    -- Since it was last wanted: how long the next wait is.
    tries int not null default 0,
    wanted_at timestamptz not null,
    due_at timestamptz not null,
    made_at timestamptz not null,
    constraint delivery_pk primary key (id),
    constraint delivery_once unique (endpoint_id, event_id),
    constraint delivery_endpoint foreign key (endpoint_id) references integrations.endpoint (id),
    constraint delivery_state_known check (state in ('waiting', 'done', 'failed'))
) with (fillfactor = 80);
create index delivery_of_endpoint on integrations.delivery (endpoint_id, id);
create index delivery_of_endpoint_in_state on integrations.delivery (endpoint_id, state, id);
create index delivery_due on integrations.delivery (endpoint_id, due_at) where state = 'waiting';
create index delivery_age on integrations.delivery (made_at);

create table integrations.attempt (
    delivery_id uuid not null,
    number int not null,
    at timestamptz not null,
    took_ms int not null,
    -- What was answered; null where nothing was.
    status int,
    fault text,
    answer text not null default '',
    constraint attempt_pk primary key (delivery_id, number),
    constraint attempt_delivery foreign key (delivery_id) references integrations.delivery (id) on delete cascade,
    constraint attempt_answered_or_not check (num_nonnulls(status, fault) = 1),
    constraint attempt_fault_known check (fault in ('timed_out', 'unreachable', 'address_refused')),
    constraint attempt_answer_length check (length(answer) <= 1000)
);
