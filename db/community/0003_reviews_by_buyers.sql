-- Reviews by buyers: of which order, edited by version, answered by the store, found helpful by others.
-- Locks community.review for an instant to add columns, then against writes while its indexes are made.

alter table community.review
    -- The order it came with; null for reviews moved in from elsewhere.
    add column order_id uuid,
    add column version int not null default 1,
    add column changed_at timestamptz,
    add column helpful int not null default 0,
    add column reply text,
    -- What the store was called when it replied.
    add column replied_as text,
    add column replied_by uuid,
    add column replied_at timestamptz,
    add column reply_version int not null default 0,
    -- Empty where its author left.
    drop constraint review_author_length;
alter table community.review
    add constraint review_author_length check (length(author) <= 80) not valid,
    add constraint review_reply_whole check (num_nonnulls(reply, replied_as, replied_at) in (0, 3)) not valid,
    add constraint review_reply_length check (length(reply) between 1 and 2000) not valid,
    add constraint review_helpful_counted check (helpful >= 0) not valid;

create index review_most_helpful on community.review (product_id, helpful, posted_at, id);
create index review_most_helpful_of_rating on community.review (product_id, rating, helpful, posted_at, id);
create index review_of_author on community.review (account_id, id) where account_id is not null;
create index review_newest_of_store on community.review (store_id, posted_at, id) where store_id is not null;
create index review_without_reply on community.review (store_id, posted_at, id)
    where store_id is not null and reply is null;

-- Who found a review helpful: once an account.
create table community.helpful (
    review_id uuid not null,
    account_id uuid not null,
    at timestamptz not null default now(),
    constraint helpful_pk primary key (review_id, account_id),
    constraint helpful_review foreign key (review_id) references community.review (id) on delete cascade
);
