-- What visitors do, and what that makes of products. Locks nothing: all objects are new.

create schema recommendations;

create table recommendations.behaviour (
    at timestamptz not null,
    kind text not null,
    -- Who: an account, else a guest's token hash, else nobody (no consent, or a first visit).
    account_id uuid,
    visitor bytea,
    product_id uuid,
    category int,
    query text,
    placement text,
    constraint behaviour_kind_check
        check (kind in ('view', 'search', 'impression', 'click', 'add', 'purchase'))
);
create index behaviour_account on recommendations.behaviour (account_id, at desc) where account_id is not null;
create index behaviour_visitor on recommendations.behaviour (visitor, at desc) where visitor is not null;
create index behaviour_time on recommendations.behaviour using brin (at);

comment on table recommendations.behaviour is 'Appended by COPY in bounded batches; may lose rows under overload.';

create table recommendations.trending (
    category int not null,
    product_id uuid not null,
    score double precision not null,
    constraint trending_pk primary key (category, product_id)
);
create index trending_rank on recommendations.trending (category, score desc);

comment on column recommendations.trending.category is 'Category number as recorded with the behaviour; 0 for all.';
