-- The back office finds a store by how its name begins.
-- Locks stores.store against writes while the index is built: a row a store.

create index store_slug_begins on stores.store (slug text_pattern_ops);
