-- What people say about searches: synonyms, what is pinned to a query or hidden from it or led elsewhere, judgements,
-- and the weights of the ranking with their proofs. Locks nothing: all objects are new.

create table search.synonym (
    id uuid not null,
    -- Of the searcher; null for any.
    language text,
    words text[] not null,
    -- What the words mean as well, and not the other way round; empty where each means all others.
    means text[] not null default '{}',
    version int not null default 1,
    constraint synonym_pk primary key (id),
    constraint synonym_some check (cardinality(words) between 1 and 20 and cardinality(means) <= 20),
    constraint synonym_says_something check (cardinality(words) > 1 or cardinality(means) > 0)
);

create table search.curation (
    id uuid not null,
    language text,
    -- As it was written, and as queries are compared.
    query text not null,
    normal text not null,
    starts_at timestamptz,
    ends_at timestamptz,
    -- A page of this site.
    redirect text,
    version int not null default 1,
    constraint curation_pk primary key (id),
    constraint curation_query unique nulls not distinct (normal, language),
    constraint curation_normal_length check (length(normal) between 1 and 200),
    constraint curation_redirect_here check (redirect ~ '^/([^/\\[:cntrl:][:space:]][^\\[:cntrl:][:space:]]*)?$'
        and length(redirect) <= 300),
    constraint curation_period check (ends_at > starts_at)
);

create table search.curated_product (
    curation_id uuid not null,
    product_id uuid not null,
    -- From 0 for what is pinned; null for what is hidden.
    place smallint,
    constraint curated_product_pk primary key (curation_id, product_id),
    constraint curated_product_curation
        foreign key (curation_id) references search.curation (id) on delete cascade,
    constraint curated_product_place unique (curation_id, place),
    constraint curated_product_most check (place between 0 and 9)
);

create table search.judgement (
    normal text not null,
    product_id uuid not null,
    query text not null,
    -- 0 nothing to do with it, 1 a little, 2 good, 3 the very thing.
    grade smallint not null,
    constraint judgement_pk primary key (normal, product_id),
    constraint judgement_grade check (grade between 0 and 3),
    constraint judgement_normal_length check (length(normal) between 1 and 200)
);

create table search.ranking (
    id uuid not null,
    state text not null,
    weights jsonb not null,
    version int not null default 1,
    -- What the judged queries said of these weights against the live ones; null until it was asked.
    proof jsonb,
    live_at timestamptz,
    constraint ranking_pk primary key (id),
    constraint ranking_state check (state in ('draft', 'live', 'past'))
);
create unique index ranking_one_draft on search.ranking (state) where state = 'draft';
create unique index ranking_one_live on search.ranking (state) where state = 'live';
create index ranking_past on search.ranking (live_at desc) where state = 'past';
