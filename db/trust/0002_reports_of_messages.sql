-- Messages that were reported wait in the one queue. A message never changes, so what it was then is what it is now.
-- Locks community.report while its rows, of reports nobody decided, are taken over; then it goes. A process of the
-- version before answers a report of a message with a fault until it is replaced.

lock table community.report in access exclusive mode;

insert into trust.case_file
    (id, kind, thing, account_id, store_id, reason, reports, weight, opened_at, rank_at)
select gen_random_uuid(), 'message', r.order_id || '.' || r.number,
    case when m.side = 'buyer' then m.account_id end, case when m.side = 'store' then c.store_id end,
    case (array_agg(r.reason order by r.at))[1]
        when 'abuse' then 'offensive' else (array_agg(r.reason order by r.at))[1] end,
    count(*), count(*), min(r.at), min(r.at)
from community.report r
join community.message m on m.region = r.region and m.order_id = r.order_id and m.number = r.number
join community.conversation c on c.region = r.region and c.order_id = r.order_id
group by r.order_id, r.number, m.side, m.account_id, c.store_id;

insert into trust.report (id, case_id, account_id, guest, reason, at)
select r.id, c.id, r.account_id, r.guest, case r.reason when 'abuse' then 'offensive' else r.reason end, r.at
from community.report r
join trust.case_file c on c.kind = 'message' and c.thing = r.order_id || '.' || r.number;

insert into trust.case_history (case_id, id, what, at)
select id, gen_random_uuid(), 'opened', opened_at from trust.case_file;

drop table community.report;
