-- Every process of the installation says every few seconds that it lives and what it does. A process that is begun
-- again at the same address takes its own row over; whoever says hello clears away rows of those long gone.
-- Lock: none, the table is new.

create table kernel.process (
    name text constraint process_pk primary key,
    address text not null,
    roles text[] not null,
    services text[] not null,
    version text not null,
    search_version bigint,
    is_draining boolean not null,
    started_at timestamptz not null,
    seen_at timestamptz not null
);
