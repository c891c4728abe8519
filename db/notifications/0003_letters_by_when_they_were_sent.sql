-- Sent letters are thrown away by when they were sent.
-- Locks notifications.letter against writes while the index is made.
create index letter_sent on notifications.letter (sent_at) where sent_at is not null;
