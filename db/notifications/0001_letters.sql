-- Letters to people, sealed as a whole: the address and what the text is filled with.
-- Locks nothing: all objects are new.

create schema notifications;

create table notifications.letter (
    id uuid not null,
    template text not null,
    letter_sealed bytea not null,
    created_at timestamptz not null default now(),
    sent_at timestamptz,
    constraint letter_pk primary key (id)
);
create index letter_unsent on notifications.letter (created_at) where sent_at is null;
