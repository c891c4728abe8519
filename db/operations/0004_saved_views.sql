-- What members of staff keep of the back office's tables: a name for a table narrowed down in some way.
-- Locks nothing: the table is new.

create table operations.saved_view (
    account_id uuid not null,
    place text not null,
    name text not null,
    query text not null,
    saved_at timestamptz not null default now(),
    constraint saved_view_pk primary key (account_id, place, name),
    constraint saved_view_place_inside check (place ~ '^/operations(/[a-z0-9-]+)+$' and length(place) <= 100),
    constraint saved_view_short check (length(name) between 1 and 60 and length(query) <= 1000)
);
