-- A partition holds one region, so an index that begins with it may be read whole, and PostgreSQL does so where it
-- takes the table for small. The region leads the key alone; it stands last where a unique one must have it.
-- Locks the tables of orders against all else while the indexes are made anew.
alter table orders.cart
    drop constraint cart_of_account, add constraint cart_of_account unique (account_id, region),
    drop constraint cart_of_guest, add constraint cart_of_guest unique (guest, region);

alter table orders.checkout
    drop constraint checkout_number_unique, add constraint checkout_number_unique unique (number, region),
    drop constraint checkout_mark_unique, add constraint checkout_mark_unique unique (mark, region);
drop index orders.checkout_waiting, orders.checkout_of_unclaimed_contact;
create index checkout_waiting on orders.checkout (expires_at) where status = 'placed';
create index checkout_of_unclaimed_contact on orders.checkout (contact_index) where account_id is null;

alter table orders.store_order
    drop constraint store_order_number_unique, add constraint store_order_number_unique unique (number, region);
drop index orders.store_order_of_checkout, orders.store_order_of_account, orders.store_order_of_guest;
create index store_order_of_checkout on orders.store_order (checkout_id);
create index store_order_of_account on orders.store_order (account_id, id desc) where account_id is not null;
create index store_order_of_guest on orders.store_order (guest, id desc) where guest is not null;
