-- Payments of one status, newest first, of however many there are of others.
-- Locks payments.payment against writes while the index is made.
create index payment_of_status on payments.payment (status, id);
