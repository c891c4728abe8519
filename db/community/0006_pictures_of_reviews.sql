-- What a buyer shows of what came: addresses of pictures that were sent here.
-- Locks community.review against all else for the instant in which the column is added; no row is written.
alter table community.review
    add column pictures text[] not null default '{}',
    add constraint review_pictures_few check (cardinality(pictures) <= 6) not valid;
