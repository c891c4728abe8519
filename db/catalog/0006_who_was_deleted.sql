-- A row deleted by hand is told by its replica identity: for these tables what names the product, not the row's own id.
-- Variants and offers are small, so their whole rows are kept. Takes a short exclusive lock on each.

alter table catalog.variant replica identity full;
alter table catalog.offer replica identity full;
alter table catalog.picture replica identity using index picture_order;
