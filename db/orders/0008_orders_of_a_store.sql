-- What a store has to do is read by its status, oldest or newest first; all of its orders are read as so many lists of
-- one status, so that this one index is enough and placing writes no second.
-- Locks orders.store_order against writes while the index is made.
create index store_order_of_store on orders.store_order (store_id, status, id);
