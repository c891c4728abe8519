-- How pictures look, in 64 bits, so that one that was copied is found: docs/decisions/0311.
-- Locks nothing: all objects are new.
create table media.look (
    digest bytea not null,
    -- A bit a step from one pixel to the next of the picture as 9 by 8 greys: whether it gets brighter.
    hash bigint not null,
    band_0 int not null generated always as ((hash >> 48 & 65535)::int) stored,
    band_1 int not null generated always as ((hash >> 32 & 65535)::int) stored,
    band_2 int not null generated always as ((hash >> 16 & 65535)::int) stored,
    band_3 int not null generated always as ((hash & 65535)::int) stored,
    constraint look_pk primary key (digest),
    constraint look_picture foreign key (digest) references media.picture (digest) on delete cascade
);
-- Of two hashes that differ in seven bits at most, one band differs in one bit at most.
create index look_band_0 on media.look (band_0);
create index look_band_1 on media.look (band_1);
create index look_band_2 on media.look (band_2);
create index look_band_3 on media.look (band_3);
