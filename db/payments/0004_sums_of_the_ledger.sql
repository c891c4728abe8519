-- Balances without reading every entry: sums closed up to a transaction, and the few entries since.
-- Locks payments.journal against everything while its index is made and the entries so far are summed: none can be
-- written meanwhile, so all that have no writer's number are in the sums. Nothing is read by account any more: without
-- that index, and with the one by writer, a sale writes two index entries less.

alter table payments.journal add column written_by bigint;
alter table payments.journal alter column written_by set default (pg_current_xact_id()::text::bigint);
comment on column payments.journal.written_by is
    'The transaction; null for journals older than the column, which the sums began with.';
create index journal_of_writer on payments.journal (written_by);

create table payments.ledger_sum (
    region text not null,
    account text not null,
    owner uuid not null,
    currency text not null,
    sum_minor bigint not null,
    constraint ledger_sum_pk primary key (region, account, owner, currency),
    constraint ledger_sum_account_fk foreign key (region, account, owner, currency)
        references payments.ledger_account (region, name, owner, currency)
) partition by list (region);
create table payments.ledger_sum_main partition of payments.ledger_sum for values in ('main') with (fillfactor = 80);

-- Entries of journals whose writer is before this are in the sums, and no others.
create table payments.ledger_closed (
    region text not null,
    until bigint not null default 0,
    constraint ledger_closed_pk primary key (region)
);

insert into payments.ledger_sum (region, account, owner, currency, sum_minor)
select region, account, owner, currency, sum(amount_minor)
from payments.entry
group by region, account, owner, currency;

drop index payments.entry_of_account;
