-- Walks a store's offers, newest first, for the store's page: a page of any store is read in bounded steps.
-- Locks catalog.offer against writes while the index is built.

create index offer_of_store on catalog.offer (store_id, id) where withdrawn_at is null;
