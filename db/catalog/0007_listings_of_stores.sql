-- Stores describe products themselves, edit them from a version, and pause what they sell.
-- Locks catalog.product and catalog.offer against all else while the columns are added and the indexes are made; who
-- keeps a product is found in one pass over the offers.
alter table catalog.product
    -- Counts edits: the next one names the version it was made of.
    add column version int not null default 1,
    -- The store that describes it; null where the platform does.
    add column kept_by uuid,
    add constraint product_kept_by foreign key (kept_by) references stores.store (id);

alter table catalog.offer
    -- A paused offer is withdrawn as well, so that all who read offers need to know of one thing only.
    add column paused_at timestamptz,
    add constraint offer_paused_is_withdrawn check (paused_at is null or withdrawn_at is not null);

update catalog.product p
set kept_by = s.store_id
from (
    select v.product_id, (array_agg(o.store_id))[1] as store_id
    from catalog.offer o
    join catalog.variant v on v.id = o.variant_id
    group by v.product_id
    having count(distinct o.store_id) = 1) s
where p.id = s.product_id and p.source = (select slug from stores.store where id = s.store_id);

create index product_kept on catalog.product (kept_by) where kept_by is not null;
-- What a store sells or has paused, newest first: its desk.
create index offer_at_desk on catalog.offer (store_id, id) where withdrawn_at is null or paused_at is not null;
