-- Answers are sealed, so they cannot be pressed: trying costs time at each purchase. Those kept so far were written in
-- another form and go: a purchase is still found by its mark.
-- Locks kernel.idempotency for an instant.
truncate kernel.idempotency;
alter table kernel.idempotency alter column answer set storage external;
