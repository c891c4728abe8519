-- SMS are usual for orders and parcels alone, also for who wished something before there were any.
-- Locks the rows of notifications.wish, and nothing else.
update notifications.wish
set declined = declined || array['messages.sms', 'questions.sms', 'reviews.sms', 'stock.sms', 'prices.sms'];
