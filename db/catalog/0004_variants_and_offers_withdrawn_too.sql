-- Finds all variants of a product and all offers of a variant, the withdrawn ones too: the unique indexes hold only
-- those on sale.
-- Locks both tables against writes while the indexes are built.

create index variant_of_product on catalog.variant (product_id);
create index offer_of_any_variant on catalog.offer (variant_id);
