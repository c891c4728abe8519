-- What a unit of an offer weighs as its store packs it, for the price of its delivery.
-- Locks catalog.offer against all else for as long as it takes to try the new check on every row.
alter table catalog.offer
    -- Null where nobody weighed it.
    add column weight_grams int,
    add constraint offer_weight_range check (weight_grams between 1 and 10000000);
