-- A reaction reads only the kinds it hears, and moves past no others. What waits behind a parked event is parked with
-- it, so that a key keeps its order when a person lets it go on.
-- Locks kernel.event against writes while its index is made; the other two tables are small.

create table kernel.reaction (
    name text not null,
    hears text[] not null,
    constraint reaction_pk primary key (name)
);
comment on table kernel.reaction is 'What runs now: written by each process that starts.';

create index event_feed_of_kind on kernel.event (shard, kind, visible_from, seq);
drop index kernel.event_feed;

alter table kernel.parked_event
    add column shard smallint,
    add column visible_from bigint,
    add column key uuid,
    add column kind text,
    add column tries int not null default 1,
    -- Parked only because an earlier event of its key is.
    add column is_behind boolean not null default false,
    add column wanted_at timestamptz;
update kernel.parked_event p set shard = e.shard, visible_from = e.visible_from, key = e.key, kind = e.kind
from kernel.event e
where e.id = p.event_id;
delete from kernel.parked_event where key is null;
alter table kernel.parked_event
    alter column shard set not null,
    alter column visible_from set not null,
    alter column key set not null,
    alter column kind set not null;
create index parked_event_key on kernel.parked_event (reaction, key, visible_from, seq);
create index parked_event_wanted on kernel.parked_event (reaction, shard) where wanted_at is not null;

comment on column kernel.parked_event.wanted_at is 'Somebody asked that it be heard again, with all of its key.';

-- While a reaction that was set back has not come to where it was, it passes over what it did not forget.
alter table kernel.reaction_position
    add column again_from timestamptz,
    add column again_until_visible_from bigint not null default 0,
    add column again_until_seq bigint not null default 0;
