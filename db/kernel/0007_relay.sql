-- How far the log was handed on to Kafka; moved once the brokers have said that all of it is kept.
-- docs/decisions/0110. Lock: none, the table is new.

create table kernel.relay (
    one boolean not null default true,
    visible_from bigint not null,
    seq bigint not null,
    moved_at timestamptz,
    constraint relay_pk primary key (one),
    constraint relay_one_row check (one)
);
