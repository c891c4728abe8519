-- A product's reviews of one rating, newest first, however many it has of others; sums by rating are read of it too.
-- Locks community.review against writes while the index is made.
create index review_of_rating on community.review (product_id, rating, posted_at, id);
drop index community.review_of_product;
