-- An order, its lines and its history are written in one transaction with what they name; a foreign key looked that row
-- up and locked it once more for each of them, a fifth of what placing cost. As elsewhere on the placement path,
-- `feria verify references` proves the same.
-- Locks orders.checkout, store_order, order_line and order_history against all else for a moment.
alter table orders.store_order drop constraint store_order_checkout_fk;
alter table orders.order_line drop constraint order_line_order_fk;
alter table orders.order_history drop constraint order_history_order_fk;
