-- What staff did and what was denied: written once, a line after the other, each sealed with the one before it
-- (docs/decisions/0300-what-staff-do-is-written-down.md). Tables of a month, kept for ever.
-- Locks nothing: all objects are new.

create table kernel.audit_entry (
    region text not null,
    at timestamptz not null,
    number bigint not null,
    actor_kind text not null,
    actor uuid,
    acted_as uuid,
    session uuid,
    operation text not null,
    outcome text not null,
    code text,
    subject_kind text,
    subject text,
    -- json, not jsonb: the seal is of the text as it was written.
    before json,
    after json,
    why_sealed bytea,
    origin_sealed bytea,
    trace text,
    hash bytea not null,
    constraint audit_entry_pk primary key (region, at, number),
    constraint audit_entry_actor_known check (actor_kind in ('account', 'key', 'nobody', 'system')),
    constraint audit_entry_outcome_known check (outcome in ('done', 'denied'))
) partition by list (region);
create table kernel.audit_entry_main partition of kernel.audit_entry for values in ('main')
    partition by range (at);
create index audit_entry_number on kernel.audit_entry (number);
create index audit_entry_actor on kernel.audit_entry (actor, number) where actor is not null;
create index audit_entry_subject on kernel.audit_entry (subject, number) where subject is not null;
create index audit_entry_operation on kernel.audit_entry (operation, number);
create index audit_entry_denied on kernel.audit_entry (number) where outcome = 'denied';

create function kernel.written_once() returns trigger language plpgsql set search_path = '' as $$
begin
    raise exception '% is written once', tg_table_name using errcode = 'check_violation', constraint = 'written_once';
end $$;
create trigger written_once before update or delete on kernel.audit_entry
    for each row execute function kernel.written_once();
-- Also the owner, unless they give it to themselves again; then the seals tell.
revoke update, delete, truncate on kernel.audit_entry from current_user, public;

-- The last line of each region: whoever writes the next one holds this row.
create table kernel.audit_end (
    region text not null,
    number bigint not null,
    hash bytea not null,
    at timestamptz not null,
    constraint audit_end_pk primary key (region)
);
insert into kernel.audit_end values ('main', 0, decode(repeat('00', 32), 'hex'), '-infinity');

-- Makes the tables of this month and the three to come; whether there were any to make.
create function kernel.turn_audit_months() returns boolean language plpgsql set search_path = '' as $$
declare
    starts timestamptz := date_trunc('month', now(), 'UTC');
    made text;
    has_turned boolean := false;
begin
    for i in 0..3 loop
        made := 'audit_entry_main_' || to_char(starts at time zone 'UTC', 'YYYY_MM');
        if to_regclass('kernel.' || made) is null then
            execute format(
                'create table kernel.%I partition of kernel.audit_entry_main for values from (%L) to (%L)',
                made, starts, starts + interval '1 month');
            execute format(
                'create trigger no_truncate before truncate on kernel.%I '
                'for each statement execute function kernel.written_once()', made);
            execute format('revoke update, delete, truncate on kernel.%I from current_user, public', made);
            has_turned := true;
        end if;
        starts := starts + interval '1 month';
    end loop;
    return has_turned;
end $$;
select kernel.turn_audit_months();
