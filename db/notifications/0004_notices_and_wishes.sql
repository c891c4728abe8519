-- What people are told in the application, what they wish to be told at all, and letters that wait for the day's one:
-- docs/decisions/0191. Locks nothing: all objects are new.

create table notifications.notice (
    region text not null,
    account_id uuid not null,
    id uuid not null,
    topic text not null,
    kind text not null,
    -- Numbers, names of stores, titles: nothing of persons.
    facts jsonb not null,
    path text not null,
    made_at timestamptz not null default now(),
    read_at timestamptz,
    constraint notice_pk primary key (region, account_id, id),
    constraint notice_topic_known check (topic in ('orders', 'parcels', 'messages', 'questions', 'reviews', 'stock')),
    constraint notice_path_shape check (path like '/%' and length(path) <= 300)
) partition by list (region);
create table notifications.notice_main partition of notifications.notice for values in ('main')
    with (fillfactor = 80);
create index notice_unread on notifications.notice (account_id) where read_at is null;
create index notice_age on notifications.notice (made_at);

-- Of those who wish something else than what is usual.
create table notifications.wish (
    region text not null,
    account_id uuid not null,
    -- A topic and a channel: parcels.email, reviews.in_app.
    declined text[] not null,
    -- Minutes after midnight, in the zone.
    quiet_from smallint,
    quiet_until smallint,
    zone text not null,
    is_daily boolean not null,
    changed_at timestamptz not null default now(),
    constraint wish_pk primary key (region, account_id),
    constraint wish_declined_few check (cardinality(declined) <= 20),
    constraint wish_quiet_whole check (num_nonnulls(quiet_from, quiet_until) in (0, 2)),
    constraint wish_quiet_range check (
        quiet_from between 0 and 1439 and quiet_until between 0 and 1439 and quiet_from <> quiet_until)
) partition by list (region);
create table notifications.wish_main partition of notifications.wish for values in ('main');

-- Letters that wait for the one of the day.
create table notifications.held (
    region text not null,
    account_id uuid not null,
    id uuid not null,
    letter_sealed bytea not null,
    made_at timestamptz not null default now(),
    constraint held_pk primary key (region, account_id, id)
) partition by list (region);
create table notifications.held_main partition of notifications.held for values in ('main');
create index held_age on notifications.held (made_at);
