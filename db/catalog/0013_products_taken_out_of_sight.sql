-- What moderators take out of sight is withdrawn whatever its store does, and comes back as it was:
-- docs/decisions/0310. Locks catalog.product against all else for the instant in which columns are added, and
-- catalog.product_category against writes while its index is made.
alter table catalog.product
    add column removed_at timestamptz,
    -- Since when it would be withdrawn if it were not removed.
    add column withdrawn_before timestamptz,
    add constraint product_removed_is_withdrawn check (removed_at is null or withdrawn_at is not null) not valid;

-- The newest of a category, whose prices say what is usual there.
create index product_category_newest on catalog.product_category (category_id, product_id);
drop index catalog.product_category_members;
