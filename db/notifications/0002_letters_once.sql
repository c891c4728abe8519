-- What was written about already: a reaction that hears its events again writes no second letter. Locks nothing.

create table notifications.posted (
    mark text not null,
    at timestamptz not null default now(),
    constraint posted_pk primary key (mark),
    constraint posted_mark_length check (length(mark) between 1 and 200)
);
create index posted_age on notifications.posted (at);
