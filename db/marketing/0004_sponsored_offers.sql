-- Offers shown first among results for a price a click: decision 0360. Locks nothing: all objects are new.

-- spent_minor is what its clicks cost so far; it changes under the row's lock alone.
create table marketing.sponsorship (
    id uuid not null,
    name text not null,
    currency text not null,
    budget_minor bigint not null,
    bid_minor bigint not null,
    spent_minor bigint not null default 0,
    from_at timestamptz not null,
    until_at timestamptz not null,
    paused_at timestamptz,
    ended_at timestamptz,
    made_by uuid,
    made_at timestamptz not null default now(),
    constraint sponsorship_pk primary key (id),
    constraint sponsorship_budget check (
        spent_minor between 0 and budget_minor and bid_minor between 1 and budget_minor),
    constraint sponsorship_times check (from_at < until_at)
);
create index sponsorship_open on marketing.sponsorship (until_at) where ended_at is null;

-- What it shows. Its counts change under the sponsorship's lock.
create table marketing.sponsored_offer (
    id uuid not null,
    sponsorship_id uuid not null,
    offer_id uuid not null,
    product_id uuid not null,
    place smallint not null,
    impressions bigint not null default 0,
    clicks int not null default 0,
    charged int not null default 0,
    cost_minor bigint not null default 0,
    removed_at timestamptz,
    constraint sponsored_offer_pk primary key (id),
    constraint sponsored_offer_once unique (sponsorship_id, offer_id),
    constraint sponsored_offer_of foreign key (sponsorship_id) references marketing.sponsorship (id),
    constraint sponsored_offer_counts check (charged between 0 and clicks and cost_minor >= 0)
);

-- The first click of somebody on a day. Who and from where are keyed hashes of that day alone.
create table marketing.sponsored_click (
    region text not null,
    sponsored_offer_id uuid not null,
    day date not null,
    visitor bytea not null,
    network bytea not null,
    at timestamptz not null,
    cost_minor bigint not null,
    constraint sponsored_click_pk primary key (region, sponsored_offer_id, day, visitor),
    constraint sponsored_click_cost check (cost_minor >= 0)
) partition by list (region);
create table marketing.sponsored_click_main partition of marketing.sponsored_click for values in ('main')
    with (fillfactor = 90);
create index sponsored_click_of_network on marketing.sponsored_click (network, day) where cost_minor > 0;
create index sponsored_click_free on marketing.sponsored_click (at) where cost_minor = 0;
