-- What was decided about something of somebody's: docs/decisions/0310. Locks notifications.notice for a moment, and the
-- rows of notifications.wish: SMS are usual for orders and parcels alone.
alter table notifications.notice drop constraint notice_topic_known;
alter table notifications.notice add constraint notice_topic_known check (
    topic in ('orders', 'parcels', 'messages', 'questions', 'reviews', 'stock', 'prices', 'decisions')) not valid;
update notifications.wish set declined = declined || array['decisions.sms'];
