-- The back office's search finds products by SKU, code and the beginning of a title, and categories by that of a name.
-- Locks catalog.product, catalog.offer and catalog.category_name against writes while their indexes are built.

create index product_beginning on catalog.product ((lower(left(title, 100))) collate "C");
create index product_code on catalog.product (external_id);
create index offer_code on catalog.offer (sku);
create index category_name_beginning on catalog.category_name ((lower(name)) collate "C");
