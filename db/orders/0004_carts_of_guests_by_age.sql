-- Guests' carts are thrown away when nobody comes for them any more; a cart's birthday never changes, so that writing
-- one touches no index. Locks orders.cart against writes while the index is made.
create index cart_of_guest_age on orders.cart (created_at) where guest is not null;
