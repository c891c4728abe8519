-- How far the demo marketplace is set up.
-- Locks nothing: all objects are new.

create schema demo;

-- A row is written in the transaction of the step it names: each is done wholly or not at all.
create table demo.step (
    name text not null,
    -- Of the first step: the instant the whole fair is reckoned from.
    at timestamptz not null,
    constraint step_pk primary key (name)
);
