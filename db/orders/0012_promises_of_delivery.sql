-- What an order was promised of its delivery, a copy that is read whole: {method, name, kind, daysLeast, daysMost,
-- place}.
-- Locks orders.store_order against all else for a moment: no row is looked at.
alter table orders.store_order
    -- Null where its store delivered for one price.
    add column delivery_promise jsonb;
