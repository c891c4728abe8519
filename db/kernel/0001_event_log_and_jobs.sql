-- The ground floor's tables: event log, reaction positions, job queue, idempotency keys.
-- Locks nothing: all objects are new.

create table kernel.event (
    region text not null,
    id uuid not null,
    seq bigint generated always as identity,
    shard smallint not null,
    -- Orders the log so that it can be read without gaps; docs/decisions/0003.
    visible_from bigint not null,
    tx xid8 not null default pg_current_xact_id(),
    kind text not null,
    key uuid not null,
    body jsonb not null,
    at timestamptz not null default clock_timestamp(),
    constraint event_pk primary key (region, id)
) partition by list (region);
create table kernel.event_main partition of kernel.event for values in ('main');
create index event_feed on kernel.event (shard, visible_from, seq);

comment on table kernel.event is 'Append-only log of what happened, written in the business transaction.';

create table kernel.reaction_position (
    reaction text not null,
    shard smallint not null,
    visible_from bigint not null default 0,
    seq bigint not null default 0,
    moved_at timestamptz,
    constraint reaction_position_pk primary key (reaction, shard)
);

create table kernel.parked_event (
    reaction text not null,
    event_id uuid not null,
    seq bigint not null,
    reason text not null,
    parked_at timestamptz not null default now(),
    constraint parked_event_pk primary key (reaction, event_id)
);

create table kernel.job (
    id uuid not null,
    kind text not null,
    key text,
    body jsonb not null,
    due_at timestamptz not null,
    leased_until timestamptz,
    attempts int not null default 0,
    last_error text,
    parked_at timestamptz,
    created_at timestamptz not null default now(),
    constraint job_pk primary key (id)
);
create unique index job_key on kernel.job (kind, key) where parked_at is null;
create index job_due on kernel.job (due_at) where parked_at is null;

create table kernel.idempotency (
    hash bytea not null,
    asked bytea not null,
    status smallint,
    answer bytea,
    leased_until timestamptz,
    created_at timestamptz not null default now(),
    constraint idempotency_pk primary key (hash)
);
create index idempotency_age on kernel.idempotency (created_at);
