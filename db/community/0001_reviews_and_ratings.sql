-- Reviews and the rating summaries kept from them.
-- Locks nothing: all objects are new.

create schema community;

create table community.review (
    id uuid not null,
    product_id uuid not null,
    -- The store it was bought from; null where that is not known.
    store_id uuid,
    -- Null where the author has no account here any more.
    account_id uuid,
    -- The name its author chose to show.
    author text not null,
    rating smallint not null,
    title text not null default '',
    body text not null default '',
    language text not null,
    posted_at timestamptz not null default now(),
    constraint review_pk primary key (id),
    constraint review_product foreign key (product_id) references catalog.product (id) on delete cascade,
    constraint review_store foreign key (store_id) references stores.store (id),
    constraint review_of_account unique (product_id, account_id),
    constraint review_rating_range check (rating between 1 and 5),
    constraint review_author_length check (length(author) between 1 and 80),
    constraint review_title_length check (length(title) <= 200),
    constraint review_body_length check (length(body) <= 5000)
);
create index review_newest on community.review (product_id, posted_at desc, id desc);
create index review_of_product on community.review (product_id, rating);
create index review_of_store on community.review (store_id, rating) where store_id is not null;

create table community.rating (
    product_id uuid not null,
    ones int not null,
    twos int not null,
    threes int not null,
    fours int not null,
    fives int not null,
    count int not null generated always as (ones + twos + threes + fours + fives) stored,
    -- Hundredths of a star: 437 is 4.37. Rounded half up.
    mean_hundredths int not null generated always as (
        case when ones + twos + threes + fours + fives = 0 then 0
        else ((ones + 2::bigint * twos + 3::bigint * threes + 4::bigint * fours + 5::bigint * fives) * 200
            / (ones + twos + threes + fours + fives) + 1) / 2
        end) stored,
    constraint rating_pk primary key (product_id),
    constraint rating_product foreign key (product_id) references catalog.product (id) on delete cascade
);

create table community.store_rating (
    store_id uuid not null,
    count int not null,
    stars bigint not null,
    constraint store_rating_pk primary key (store_id),
    constraint store_rating_store foreign key (store_id) references stores.store (id)
);
