-- The flash sale a checkout buys from. Locks orders.checkout for an instant: the new column is null everywhere.
alter table orders.checkout add column flash_sale_id uuid;
