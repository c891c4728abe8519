-- What a unit of an offer weighs as its store packs it, for the price of its delivery.
-- Locks catalog.offer against all else for a moment: no row there is has a weight, so none is looked at.
alter table catalog.offer
    -- Null where nobody weighed it.
    add column weight_grams int,
    add constraint offer_weight_range check (weight_grams between 1 and 10000000) not valid;
