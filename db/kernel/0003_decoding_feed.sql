-- What the decoding feed remembers of its replication slot. Locks nothing: the table is new.

create table kernel.feed (
    one boolean not null default true,
    slot text not null,
    made_at timestamptz not null,
    -- Written every few seconds by whoever reads the slot, so that the slot moves on while nothing else is written.
    beat_at timestamptz not null,
    constraint feed_pk primary key (one),
    constraint feed_one_row check (one)
);
