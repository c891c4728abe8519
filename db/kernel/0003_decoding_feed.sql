-- What the decoding feed remembers of its replication slot, and the order in which a process hears what is new.
-- Locks kernel.event against writes while its index is made.

create table kernel.feed (
    one boolean not null default true,
    slot text not null,
    made_at timestamptz not null,
    -- Written every few seconds by whoever reads the slot, so that the slot moves on while nothing else is written.
    beat_at timestamptz not null,
    constraint feed_pk primary key (one),
    constraint feed_one_row check (one)
);

-- What was said since, whatever its kind: one short look for all readers of a process.
create index event_order on kernel.event (visible_from, seq);
