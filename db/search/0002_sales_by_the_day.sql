-- Sales are counted by the day of their confirmation, so that the reaction which counts them can be set back to a day.
-- Counted anew from the log, up to where the reaction is. Locks search.sale; small.

alter table search.sale drop constraint sale_pk;
alter table search.sale add column day date;
delete from search.sale;
insert into search.sale (product_id, day, units)
select (l.line ->> 'product')::uuid, (e.at at time zone 'UTC')::date, sum((l.line ->> 'quantity')::int)
from kernel.event e
join kernel.reaction_position p on p.reaction = 'search.on-product-changed' and p.shard = e.shard
cross join lateral jsonb_array_elements(e.body -> 'lines') as l(line)
where e.kind = 'orders.order-confirmed.v1' and (e.visible_from, e.seq) <= (p.visible_from, p.seq)
group by 1, 2;
alter table search.sale alter column day set not null;
alter table search.sale add constraint sale_pk primary key (product_id, day);
