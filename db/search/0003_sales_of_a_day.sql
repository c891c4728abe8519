-- A day's sales are found by their day: counting them anew goes through all days, and would read all sales for each.
-- Locks search.sale against writes while the index is built.

create index sale_day on search.sale (day);
