-- What the whole marketplace sold on a day is read from the rows of its stores, by an index that holds all of it.
-- Locks insights.sale against writes while the index is built: a row a store and day.

create index sale_of_all on insights.sale (day)
    include (currency, orders, revenue_minor, undone_orders, undone_minor)
    where product_id = '00000000-0000-0000-0000-000000000000';
