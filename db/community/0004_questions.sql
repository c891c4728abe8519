-- Questions about products, and what each store that was asked answers.
-- Locks nothing: all objects are new.

create table community.question (
    id uuid not null,
    product_id uuid not null,
    -- Null where the asker left.
    account_id uuid,
    -- Empty where the asker left.
    author text not null,
    body text not null,
    language text not null,
    asked_at timestamptz not null default now(),
    -- When the first store answered.
    answered_at timestamptz,
    is_answered boolean not null generated always as (answered_at is not null) stored,
    constraint question_pk primary key (id),
    constraint question_product foreign key (product_id) references catalog.product (id) on delete cascade,
    constraint question_author_length check (length(author) <= 80),
    constraint question_body_length check (length(body) between 1 and 1000)
);
create index question_of_product on community.question (product_id, is_answered, asked_at, id);
create index question_of_author on community.question (account_id, id) where account_id is not null;

-- The stores that sold it when it was asked, or sold it later and answered.
create table community.answer (
    question_id uuid not null,
    store_id uuid not null,
    asked_at timestamptz not null,
    -- Null while the store has not answered.
    body text,
    -- What the store was called when it answered.
    store_name text,
    store_slug text,
    answered_by uuid,
    answered_at timestamptz,
    version int not null default 0,
    is_awaited boolean not null generated always as (body is null) stored,
    constraint answer_pk primary key (question_id, store_id),
    constraint answer_question foreign key (question_id) references community.question (id) on delete cascade,
    constraint answer_store foreign key (store_id) references stores.store (id),
    constraint answer_whole check (num_nonnulls(body, store_name, store_slug, answered_at) in (0, 4)),
    constraint answer_length check (length(body) between 1 and 2000)
);
create index answer_of_store on community.answer (store_id, is_awaited, asked_at, question_id);
