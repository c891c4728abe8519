-- As in orders: a partition holds one region, so an index that begins with it may be read whole.
-- Locks addresses against all else while the indexes are made anew.
drop index accounts.address_account, accounts.address_one_default;
create index address_account on accounts.address (account_id, id);
create unique index address_one_default on accounts.address (account_id, region) where is_default;
