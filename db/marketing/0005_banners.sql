-- What stands over a page of the shop for a while: decision 0361. Locks nothing: all objects are new.

create table marketing.banner (
    id uuid not null,
    name text not null,
    place text not null,
    category int,
    segment_id uuid,
    holdout_basis_points int not null,
    priority int not null,
    from_at timestamptz not null,
    until_at timestamptz not null,
    paused_at timestamptz,
    ended_at timestamptz,
    made_by uuid,
    made_at timestamptz not null default now(),
    constraint banner_pk primary key (id),
    constraint banner_segment_fk foreign key (segment_id) references marketing.segment (id),
    constraint banner_place check (
        place in ('home', 'category', 'search') and (category is null or place = 'category')),
    constraint banner_holdout check (holdout_basis_points between 0 and 5000),
    constraint banner_times check (from_at < until_at)
);
create index banner_open on marketing.banner (until_at) where ended_at is null;
create index banner_of_segment on marketing.banner (segment_id);

-- A variant; one that is shown no more has no share. Counts change under the row's own lock, of several in order of id.
create table marketing.banner_arm (
    id uuid not null,
    banner_id uuid not null,
    arm smallint not null,
    share int not null,
    picture text,
    link text not null,
    -- By language: title and text.
    texts jsonb not null,
    impressions bigint not null default 0,
    clicks bigint not null default 0,
    constraint banner_arm_pk primary key (id),
    constraint banner_arm_once unique (banner_id, arm),
    constraint banner_arm_of foreign key (banner_id) references marketing.banner (id),
    constraint banner_arm_known check (arm between 1 and 4 and share between 0 and 100)
);
