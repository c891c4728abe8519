-- What broke and whether somebody cares for it; who was told. Locks nothing: all objects are new.

create table operations.incident (
    id uuid not null,
    -- What makes two faults the same: of source, kind, service and place.
    print uuid not null,
    source text not null,
    kind text not null,
    service text not null,
    place text not null,
    severity smallint not null,
    count bigint not null,
    first_at timestamptz not null,
    last_at timestamptz not null,
    -- The most that came within the minutes in which so many make an alert.
    window_at timestamptz not null,
    window_count bigint not null,
    most_in_window bigint not null,
    trace text,
    messages jsonb not null,
    processes text[] not null,
    -- The same fault, resolved before.
    former_id uuid,
    opened_at timestamptz not null default now(),
    acknowledged_at timestamptz,
    acknowledged_by uuid,
    resolved_at timestamptz,
    -- Null where it resolved by itself.
    resolved_by uuid,
    state text not null generated always as (
        case when resolved_at is not null then 'resolved'
            when acknowledged_at is not null then 'acknowledged' else 'open' end) stored,
    constraint incident_pk primary key (id),
    constraint incident_severity_known check (severity between 0 and 3),
    constraint incident_source_known check (
        source in ('error', 'job', 'parked', 'lag', 'outage', 'startup', 'verification')),
    constraint incident_counted check (count > 0 and first_at <= last_at)
);
create unique index incident_open on operations.incident (print) where resolved_at is null;
create index incident_of_print on operations.incident (print, id desc);
create index incident_of_state on operations.incident (state, id desc);
create index incident_resolved on operations.incident (resolved_at) where resolved_at is not null;
create index incident_opened on operations.incident (opened_at);

create table operations.incident_step (
    incident_id uuid not null,
    id uuid not null,
    step text not null,
    -- Null where nobody did it.
    account_id uuid,
    note text,
    at timestamptz not null default now(),
    constraint incident_step_pk primary key (incident_id, id),
    constraint incident_step_incident foreign key (incident_id) references operations.incident (id) on delete cascade,
    constraint incident_step_known check (step in ('opened', 'acknowledged', 'resolved', 'noted'))
);

create table operations.incident_alert (
    incident_id uuid not null,
    stage text not null,
    told_at timestamptz not null default now(),
    -- Told together with others, in one message.
    is_storm boolean not null,
    constraint incident_alert_pk primary key (incident_id, stage),
    constraint incident_alert_incident foreign key (incident_id) references operations.incident (id) on delete cascade,
    constraint incident_alert_stage_known check (stage in ('opened', 'escalated', 'resolved'))
);
create index incident_alert_storm on operations.incident_alert (told_at) where is_storm;

-- The last batch each process wrote: one whose commit was never answered is not counted again.
create table operations.incident_batch (
    process text not null,
    number bigint not null,
    at timestamptz not null default now(),
    constraint incident_batch_pk primary key (process)
);
create index incident_batch_age on operations.incident_batch (at);
