-- What visitors do is kept a quarter of a year and no longer, and goes a month at a time: a whole table is dropped, no
-- row is deleted. What there is so far becomes the first of these tables, up to the end of this month.
-- Locks recommendations.behaviour against everything while it is read once.

alter table recommendations.behaviour rename to behaviour_first;
alter index recommendations.behaviour_account rename to behaviour_first_account;
alter index recommendations.behaviour_visitor rename to behaviour_first_visitor;
alter index recommendations.behaviour_time rename to behaviour_first_time;

create table recommendations.behaviour (
    at timestamptz not null,
    kind text not null,
    -- Who: an account, else a guest's token hash, else nobody (no consent, or a first visit).
    account_id uuid,
    visitor bytea,
    product_id uuid,
    category int,
    query text,
    placement text,
    constraint behaviour_kind_check
        check (kind in ('view', 'search', 'impression', 'click', 'add', 'purchase'))
) partition by range (at);
create index behaviour_account on recommendations.behaviour (account_id, at desc) where account_id is not null;
create index behaviour_visitor on recommendations.behaviour (visitor, at desc) where visitor is not null;
create index behaviour_time on recommendations.behaviour using brin (at);
comment on table recommendations.behaviour is 'Appended by COPY in bounded batches; may lose rows under overload.';

create table recommendations.behaviour_month (
    name text not null,
    until timestamptz not null,
    constraint behaviour_month_pk primary key (name)
);

do $$
declare
    ends timestamptz := date_trunc('month', now(), 'UTC') + interval '1 month';
begin
    execute format(
        'alter table recommendations.behaviour attach partition recommendations.behaviour_first '
        'for values from (minvalue) to (%L)', ends);
    insert into recommendations.behaviour_month values ('behaviour_first', ends);
end $$;

-- Makes the tables of the two months to come and drops those that ended ninety days ago; whether there was any to do.
create function recommendations.turn_months() returns boolean language plpgsql set search_path = '' as $$
declare
    starts timestamptz;
    made text;
    old text;
    has_turned boolean := false;
begin
    select max(until) into starts from recommendations.behaviour_month;
    while starts < now() + interval '2 months' loop
        made := 'behaviour_' || to_char(starts at time zone 'UTC', 'YYYY_MM');
        execute format(
            'create table recommendations.%I (like recommendations.behaviour including constraints)', made);
        execute format(
            'alter table recommendations.behaviour attach partition recommendations.%I for values from (%L) to (%L)',
            made, starts, starts + interval '1 month');
        starts := starts + interval '1 month';
        insert into recommendations.behaviour_month values (made, starts);
        has_turned := true;
    end loop;

    for old in
        delete from recommendations.behaviour_month where until < now() - interval '90 days' returning name
    loop
        execute format('drop table recommendations.%I', old);
        has_turned := true;
    end loop;
    return has_turned;
end $$;
select recommendations.turn_months();
