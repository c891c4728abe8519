-- Orders that were sent before there were shipments went in one parcel, whose number nobody wrote down; it has the
-- order's own id. Locks no table; what is read is left to others meanwhile.
insert into orders.shipment (region, id, order_id, status, sent_at)
select o.region, o.id, o.id, case when d.at is null then 'in_transit' else 'delivered' end, s.at
from orders.store_order o
join orders.order_history s on s.region = o.region and s.order_id = o.id and s.status = 'shipped'
left join orders.order_history d on d.region = o.region and d.order_id = o.id and d.status = 'delivered';

insert into orders.shipment_line (region, shipment_id, position, quantity)
select l.region, l.order_id, l.position, l.quantity
from orders.shipment s
join orders.order_line l on l.region = s.region and l.order_id = s.order_id;

insert into orders.shipment_history (region, shipment_id, id, what, actor, at, told_at)
select h.region, h.order_id, h.id, case h.status when 'shipped' then 'in_transit' else 'delivered' end, h.actor, h.at,
    h.at
from orders.shipment s
join orders.order_history h on h.region = s.region and h.order_id = s.order_id and h.status in ('shipped', 'delivered');
