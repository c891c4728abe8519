-- What is known of people for marketing, segments of them, campaigns to them and what these brought: decisions 0320 to
-- 0322. Locks nothing: all objects are new.

-- A copy: made of what accounts, orders, carts and visits say. Nothing personal: ids, country and zone.
create table marketing.person (
    region text not null,
    account_id uuid not null,
    country text,
    zone text,
    locale text not null,
    registered_at timestamptz not null,
    is_verified boolean not null,
    seen_at timestamptz,
    orders int not null default 0,
    last_order_at timestamptz,
    -- Since when what is in the cart lies there untouched; null for an empty one.
    cart_at timestamptz,
    constraint person_pk primary key (region, account_id)
) partition by list (region);
create table marketing.person_main partition of marketing.person for values in ('main') with (fillfactor = 80);
create index person_cart on marketing.person (cart_at, account_id) where cart_at is not null;

create table marketing.spent (
    region text not null,
    account_id uuid not null,
    currency text not null,
    orders int not null,
    spent_minor bigint not null,
    constraint spent_pk primary key (region, account_id, currency)
) partition by list (region);
create table marketing.spent_main partition of marketing.spent for values in ('main') with (fillfactor = 80);

create table marketing.interest (
    region text not null,
    account_id uuid not null,
    category int not null,
    bought_at timestamptz,
    viewed_at timestamptz,
    constraint interest_pk primary key (region, account_id, category),
    constraint interest_of_something check (num_nonnulls(bought_at, viewed_at) > 0)
) partition by list (region);
create table marketing.interest_main partition of marketing.interest for values in ('main') with (fillfactor = 80);
create index interest_viewed on marketing.interest (viewed_at) where bought_at is null;

-- Up to where views and carts were followed.
create table marketing.position (
    name text not null,
    at timestamptz not null,
    constraint position_pk primary key (name),
    constraint position_known check (name in ('views', 'carts'))
);
insert into marketing.position (name, at) values ('views', now() - interval '90 days'), ('carts', '2020-01-01');

create table marketing.segment (
    id uuid not null,
    name text not null,
    rule jsonb not null,
    made_by uuid,
    made_at timestamptz not null default now(),
    changed_at timestamptz not null default now(),
    constraint segment_pk primary key (id),
    constraint segment_name unique (name)
);

-- How often anybody is written to, over all campaigns.
create table marketing.frequency (
    one boolean not null default true,
    in_seven_days smallint not null,
    constraint frequency_pk primary key (one),
    constraint frequency_one check (one),
    constraint frequency_bounded check (in_seven_days between 1 and 50)
);
insert into marketing.frequency (in_seven_days) values (3);

-- kind: once a person, or for carts that were left. spent_minor is what its messages cost so far, those that wait
-- among them: it changes under the row's lock alone.
create table marketing.campaign (
    id uuid not null,
    name text not null,
    kind text not null,
    status text not null,
    why text,
    segment_id uuid,
    channel text not null,
    from_at timestamptz,
    until_at timestamptz,
    currency text not null,
    budget_minor bigint not null,
    cost_minor bigint not null,
    spent_minor bigint not null default 0,
    per_hour int not null,
    holdout_basis_points int not null,
    after_hours smallint,
    coupons_id uuid,
    -- How far the people, or the carts, were gone through, and until when the pace is used up.
    drawn_after uuid not null default '00000000-0000-0000-0000-000000000000',
    carts_until timestamptz not null default '2020-01-01',
    paced_until timestamptz not null default '2020-01-01',
    is_drawn boolean not null default false,
    capped int not null default 0,
    unwilling int not null default 0,
    made_by uuid,
    made_at timestamptz not null default now(),
    started_at timestamptz,
    ended_at timestamptz,
    seen_at timestamptz,
    constraint campaign_pk primary key (id),
    constraint campaign_segment_fk foreign key (segment_id) references marketing.segment (id),
    constraint campaign_kind check (kind in ('once', 'carts') and (kind = 'carts') = (after_hours is not null)),
    constraint campaign_status check (status in ('draft', 'scheduled', 'running', 'paused', 'finished', 'stopped')),
    constraint campaign_why check (why in ('person', 'budget', 'coupons') and (why is null or status = 'paused')),
    constraint campaign_channel check (channel in ('email', 'push', 'in_app')),
    constraint campaign_budget check (cost_minor >= 0 and spent_minor >= 0 and spent_minor <= budget_minor),
    constraint campaign_pace check (per_hour between 1 and 1000000),
    constraint campaign_holdout check (holdout_basis_points between 0 and 5000),
    constraint campaign_after check (after_hours between 1 and 72),
    constraint campaign_times check (from_at < until_at)
);
create index campaign_open on marketing.campaign (id) where status in ('scheduled', 'running');
create index campaign_waits on marketing.campaign (id)
    where (status = 'paused' and why <> 'person') or (status = 'finished' and seen_at is null);
create index campaign_of_segment on marketing.campaign (segment_id) where status not in ('finished', 'stopped');

-- Arm 0 is the hold-out, which is told nothing. Its counts change under the campaign's lock.
create table marketing.arm (
    campaign_id uuid not null,
    arm smallint not null,
    share int not null,
    -- By language: subject and body.
    texts jsonb not null,
    link text not null,
    drawn int not null default 0,
    sent int not null default 0,
    failed int not null default 0,
    unwanted int not null default 0,
    cost_minor bigint not null default 0,
    constraint arm_pk primary key (campaign_id, arm),
    constraint arm_campaign_fk foreign key (campaign_id) references marketing.campaign (id),
    constraint arm_known check (arm between 0 and 4 and share between 0 and 100)
);

-- A person a campaign drew; mark is in the links, so it is drawn at random. Of a campaign for carts there is a round a
-- time, of all others one.
create table marketing.recipient (
    region text not null,
    campaign_id uuid not null,
    account_id uuid not null,
    round int not null default 0,
    mark uuid not null,
    arm smallint not null,
    state text not null,
    cost_minor bigint not null,
    code text,
    drawn_at timestamptz not null,
    ended_at timestamptz,
    clicked_at timestamptz,
    constraint recipient_pk primary key (region, campaign_id, account_id, round),
    constraint recipient_state check (state in ('held_out', 'queued', 'sent', 'failed', 'unwanted')
        and (state = 'held_out') = (arm = 0) and cost_minor >= 0
        and (cost_minor = 0 or state in ('queued', 'sent')))
) partition by list (region);
create table marketing.recipient_main partition of marketing.recipient for values in ('main') with (fillfactor = 80);
create unique index recipient_by_mark on marketing.recipient (mark, region);
create index recipient_of_account on marketing.recipient (account_id, drawn_at);
create index recipient_queued on marketing.recipient (campaign_id) where state = 'queued';
create index recipient_clicked on marketing.recipient (campaign_id, arm, clicked_at) where clicked_at is not null;

-- An order of somebody a campaign drew, made within a fortnight of that.
create table marketing.credit (
    region text not null,
    campaign_id uuid not null,
    order_id uuid not null,
    account_id uuid not null,
    round int not null,
    arm smallint not null,
    at timestamptz not null,
    currency text not null,
    revenue_minor bigint not null,
    undone_at timestamptz,
    constraint credit_pk primary key (region, campaign_id, order_id)
) partition by list (region);
create table marketing.credit_main partition of marketing.credit for values in ('main') with (fillfactor = 80);
create index credit_of_order on marketing.credit (order_id);
