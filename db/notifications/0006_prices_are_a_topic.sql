-- Prices of what somebody keeps: docs/decisions/0210. Locks notifications.notice for a moment.
alter table notifications.notice drop constraint notice_topic_known;
alter table notifications.notice add constraint notice_topic_known
    check (topic in ('orders', 'parcels', 'messages', 'questions', 'reviews', 'stock', 'prices')) not valid;
