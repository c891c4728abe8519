-- Who keeps an offer is told when it costs less than ever before since: docs/decisions/0210.
-- Takes orders.list_item for a moment: a column without default is written nowhere.
alter table orders.list_item add column told_minor bigint;
comment on column orders.list_item.told_minor is
    'The least price its keeper was told of; null where only the one it was kept at.';
create index list_item_offer on orders.list_item (offer_id);
