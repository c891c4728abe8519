-- As in orders: a partition holds one region, so an index that begins with it may be read whole.
-- Locks the tables of payments against all else while the indexes are made anew.
alter table payments.payment
    drop constraint payment_one_a_checkout, add constraint payment_one_a_checkout unique (checkout_id, region);
drop index payments.sale_of_payment, payments.refund_of_payment, payments.journal_of_payment, payments.entry_of_account;
create index sale_of_payment on payments.sale (payment_id);
create index refund_of_payment on payments.refund (payment_id);
create index journal_of_payment on payments.journal (payment_id);
create index entry_of_account on payments.entry (account, owner, currency);
