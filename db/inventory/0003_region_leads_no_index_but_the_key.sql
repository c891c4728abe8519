-- As in orders: a partition holds one region, so an index that begins with it may be read whole.
-- Locks reservations and movements against all else while the indexes are made anew.
drop index inventory.movement_of_offer, inventory.reservation_of_set_aside;
create index movement_of_offer on inventory.movement (offer_id, id desc);
create index reservation_of_set_aside on inventory.reservation (set_aside_id) where set_aside_id is not null;
