-- What was searched for, by day: sums, from which nobody can tell who it was. Locks nothing: all objects are new.

create table search.term_day (
    day date not null,
    -- Of the searcher; empty where it was not said.
    language text not null,
    -- As queries are compared; empty for all that was asked too seldom to be kept by itself.
    normal text not null,
    query text not null,
    searches bigint not null,
    -- A sketch of who searched (HyperLogLog, 256 registers), and what it comes to.
    sketch bytea not null,
    searchers bigint not null,
    empty bigint not null,
    -- How much the last search of it found; null where none said.
    found int,
    clicks bigint not null,
    last_at timestamptz not null,
    constraint term_day_pk primary key (day, language, normal)
);

-- Everything until then is in search.term_day.
create table search.term_position (
    one boolean not null default true,
    until timestamptz not null,
    constraint term_position_pk primary key (one),
    constraint term_position_one_row check (one)
);
insert into search.term_position (until) values (now() - interval '30 days');
