-- Pages of the shop that marketing composes: decision 0363. Locks nothing: all objects are new.

create table marketing.landing_page (
    id uuid not null,
    slug text not null,
    -- The newest; whoever changes the page takes this row.
    version int not null,
    -- The one that is shown; null for none.
    published_version int,
    published_at timestamptz,
    made_by uuid,
    made_at timestamptz not null default now(),
    constraint landing_page_pk primary key (id),
    constraint landing_page_slug unique (slug),
    constraint landing_page_published check (
        published_version between 1 and version and published_at is not null
            or published_version is null and published_at is null)
);

-- What a page was from one save to the next. Never changed.
create table marketing.landing_page_version (
    landing_page_id uuid not null,
    version int not null,
    name text not null,
    from_at timestamptz,
    until_at timestamptz,
    -- Titles by language, and the blocks.
    content jsonb not null,
    made_by uuid,
    made_at timestamptz not null default now(),
    constraint landing_page_version_pk primary key (landing_page_id, version),
    constraint landing_page_version_of foreign key (landing_page_id) references marketing.landing_page (id),
    constraint landing_page_version_counts check (version > 0),
    constraint landing_page_version_times check (from_at < until_at)
);

alter table marketing.landing_page add constraint landing_page_shows foreign key (id, published_version)
    references marketing.landing_page_version (landing_page_id, version);
