-- Codes in bulk: many of one promotion, each good once (decision 0323). Locks marketing.promotion for a moment: the
-- column has a default that needs no rewrite.
alter table marketing.promotion add column is_by_coupon boolean not null default false;
alter table marketing.promotion add constraint promotion_by_coupon
    check (not is_by_coupon or (code is null and use_limit is null and buyer_limit is null)) not valid;
alter table marketing.promotion validate constraint promotion_by_coupon;

create table marketing.coupons (
    id uuid not null,
    promotion_id uuid not null,
    name text not null,
    made int not null,
    made_by uuid,
    made_at timestamptz not null default now(),
    revoked_at timestamptz,
    constraint coupons_pk primary key (id),
    constraint coupons_many check (made between 1 and 100000)
);
create index coupons_of_promotion on marketing.coupons (promotion_id);

-- Its id is what a use names in place of its promotion. given_to: whom a campaign wrote it to.
create table marketing.coupon (
    region text not null,
    id uuid not null,
    coupons_id uuid not null,
    promotion_id uuid not null,
    code text not null,
    used smallint not null default 0,
    given_to uuid,
    revoked_at timestamptz,
    constraint coupon_pk primary key (region, id),
    constraint coupon_code unique (code, region),
    constraint coupon_used_once check (used between 0 and 1),
    constraint coupon_code_shape check (code = upper(code) and length(code) between 8 and 40)
) partition by list (region);
create table marketing.coupon_main partition of marketing.coupon for values in ('main') with (fillfactor = 80);
create unique index coupon_by_id on marketing.coupon (id, region);
create index coupon_of_coupons on marketing.coupon (coupons_id, id);
create index coupon_given on marketing.coupon (coupons_id) where given_to is not null;
create index coupon_used on marketing.coupon (coupons_id) where used = 1;
create index coupon_free on marketing.coupon (coupons_id, id)
    where used = 0 and given_to is null and revoked_at is null;
