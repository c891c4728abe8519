-- What was decided about something of somebody's is told: docs/decisions/0310. SMS are usual for orders and parcels
-- alone, also for who wished something before there were decisions. Locks the rows of notifications.wish.
update notifications.wish set declined = declined || array['decisions.sms'];
