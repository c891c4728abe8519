-- As in orders: what is written with its payment or journal, in one transaction, does not look it up once more.
-- Locks payments.payment, payment_event, sale, journal and entry against all else for a moment.
alter table payments.payment_event drop constraint payment_event_payment;
alter table payments.sale drop constraint sale_payment;
alter table payments.entry drop constraint entry_journal;
