-- Prices of what somebody keeps: docs/decisions/0210. SMS of them are not usual.
-- Locks notifications.notice for a moment, while its rows of ninety days are looked through.
alter table notifications.notice drop constraint notice_topic_known;
alter table notifications.notice add constraint notice_topic_known
    check (topic in ('orders', 'parcels', 'messages', 'questions', 'reviews', 'stock', 'prices'));
update notifications.wish set declined = array_append(declined, 'prices.sms');
