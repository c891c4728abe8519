-- From application to close: docs/decisions/0130. What is there is approved, and its staff are owners.
-- Locks stores.store (rewritten, small) and stores.staff against all else for a moment.

alter table stores.store
    add column status text not null default 'approved',
    add column holiday_since timestamptz,
    -- When the holiday ends by itself; null for when somebody ends it.
    add column holiday_until timestamptz,
    add column holiday_note text not null default '',
    -- Counts changes of what its staff edit.
    add column version int not null default 1;
update stores.store set status = 'closed' where closed_at is not null;
alter table stores.store
    add column open boolean not null generated always as (status = 'approved' and holiday_since is null) stored,
    add constraint store_status_known check (status in ('draft', 'applied', 'approved', 'suspended', 'closed')),
    add constraint store_closed_for_good check ((status = 'closed') = (closed_at is not null)),
    add constraint store_holiday_note_length check (length(holiday_note) <= 500);
comment on table stores.store is 'A seller''s shop. It may sell while it is open.';
create index store_of_status on stores.store (status, id);
create index store_back_from_holiday on stores.store (holiday_until) where holiday_until is not null;

alter table stores.staff
    add column role text not null default 'owner',
    add constraint staff_role_known check (role in ('owner', 'manager', 'clerk'));

-- What is asked of a store before it may sell.
create table stores.requirement (
    name text not null,
    kind text not null,
    is_needed boolean not null default true,
    position int not null,
    -- By language, of a platform's own; Feria's are in the words of the pages.
    words jsonb not null default '{}',
    constraint requirement_pk primary key (name),
    constraint requirement_name_shape check (name ~ '^[a-z][a-z0-9_]{2,59}$'),
    constraint requirement_kind_known check (kind in ('computed', 'attested', 'verified'))
);
insert into stores.requirement (name, kind, position) values
    ('email_verified', 'computed', 10),
    ('profile_told', 'computed', 20),
    ('terms_accepted', 'attested', 30),
    ('goods_lawful', 'attested', 40),
    ('identity_proved', 'verified', 50);

create table stores.requirement_met (
    store_id uuid not null,
    requirement text not null,
    how text not null,
    by_account uuid not null,
    why text,
    at timestamptz not null default now(),
    constraint requirement_met_pk primary key (store_id, requirement),
    constraint requirement_met_store foreign key (store_id) references stores.store (id),
    constraint requirement_met_requirement foreign key (requirement) references stores.requirement (name),
    constraint requirement_met_how_known check (how in ('attested', 'verified', 'waived')),
    constraint requirement_met_waived_why check (how <> 'waived' or why is not null)
);

-- Append-only: who did what to a store, and why.
create table stores.store_history (
    store_id uuid not null,
    id uuid not null,
    what text not null,
    -- A requirement's name, a role, an account: what it was done to.
    about text,
    why text,
    actor uuid,
    at timestamptz not null default now(),
    constraint store_history_pk primary key (store_id, id),
    constraint store_history_store foreign key (store_id) references stores.store (id)
);
create function stores.written_once() returns trigger language plpgsql set search_path = '' as $$
begin
    raise exception '% is written once and never changed.', tg_table_name
        using errcode = 'check_violation', constraint = 'written_once';
end $$;
create trigger written_once before update or delete on stores.store_history
    for each row execute function stores.written_once();

create table stores.invitation (
    id uuid not null,
    store_id uuid not null,
    email_sealed bytea not null,
    role text not null,
    token_hash bytea not null,
    invited_by uuid not null,
    made_at timestamptz not null default now(),
    expires_at timestamptz not null,
    constraint invitation_pk primary key (id),
    constraint invitation_token unique (token_hash),
    constraint invitation_store foreign key (store_id) references stores.store (id),
    constraint invitation_role_known check (role in ('owner', 'manager', 'clerk'))
);
create index invitation_of_store on stores.invitation (store_id, id);
create index invitation_age on stores.invitation (expires_at);
