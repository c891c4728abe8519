-- What verifications found, how far rebuilds of copies are, and what processes answer when they are asked about theirs.
-- Locks nothing: all objects are new.

create table operations.verification (
    id uuid not null,
    kind text not null,
    started_at timestamptz not null,
    finished_at timestamptz not null,
    faults bigint not null,
    findings jsonb not null,
    constraint verification_pk primary key (id),
    constraint verification_kind_known check (kind in ('references', 'copies'))
);
create index verification_of_kind on operations.verification (kind, id desc);

create table operations.rebuild (
    id uuid not null,
    copy text not null,
    per_second int not null,
    -- The last subject that was made again; where the work is taken up.
    after uuid not null default '00000000-0000-0000-0000-000000000000',
    done bigint not null default 0,
    figures_before jsonb not null,
    figures_after jsonb,
    started_at timestamptz not null default now(),
    moved_at timestamptz not null default now(),
    finished_at timestamptz,
    constraint rebuild_pk primary key (id)
);
create index rebuild_newest on operations.rebuild (id desc);

create table operations.roll_call (
    id uuid not null,
    asked_at timestamptz not null default now(),
    -- Whether a process shall throw away what differs.
    wants_drop boolean not null,
    constraint roll_call_pk primary key (id)
);
create index roll_call_age on operations.roll_call (asked_at);

create table operations.roll_answer (
    call_id uuid not null,
    process text not null,
    copy text not null,
    version bigint,
    checked bigint,
    differing bigint,
    digest text,
    first uuid[],
    answered_at timestamptz,
    constraint roll_answer_pk primary key (call_id, process, copy),
    constraint roll_answer_call foreign key (call_id) references operations.roll_call (id) on delete cascade
);
