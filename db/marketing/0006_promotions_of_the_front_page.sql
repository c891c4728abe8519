-- What the front page shows is found in the order it ends. While the index is built promotions cannot be written;
-- there are few.
create index promotion_without_code on marketing.promotion (until_at, id)
    where ended_at is null and code is null and not is_by_coupon;
