-- Of a search it is kept in which language it was made and how much it found, and a click says which query it followed.
-- Who does not want their searches remembered is noted.
-- Locks recommendations.behaviour for a moment against everything.

alter table recommendations.behaviour
    add column language text,
    add column found int;
comment on column recommendations.behaviour.query is 'What was searched for, or what a click followed.';

create table recommendations.search_history_off (
    -- The account's id, or the hash of a guest's token.
    owner bytea not null,
    since timestamptz not null default now(),
    constraint search_history_off_pk primary key (owner)
);
