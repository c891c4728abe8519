-- How far what others send was taken in: moved in the transaction of the effect. docs/decisions/0111.
-- Lock: none, the table is new.

create table kernel.intake_position (
    -- With the installation's prefix.
    topic text not null,
    partition int not null,
    -- What the brokers call this making of the topic; empty where they tell none.
    topic_id text not null,
    next_offset bigint not null,
    taken bigint not null default 0,
    refused bigint not null default 0,
    moved_at timestamptz,
    constraint intake_position_pk primary key (topic, partition),
    constraint intake_position_range check (partition >= 0 and next_offset >= 0)
);

comment on column kernel.intake_position.refused is 'Messages that went to the dead-letter topic.';
