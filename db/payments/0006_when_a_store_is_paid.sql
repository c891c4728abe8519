-- A sale's money is held for its store until the order is delivered and its buyer had time to say that something is
-- wrong; then it is payable, and paid out. What a bank takes back is argued about with evidence until a day.
-- Locks payments.sale, journal, ledger_account, entry and payment_event against all else for a moment, entry while an
-- empty index is made; all other objects are new.
alter table payments.sale
    -- The tax that is part of the commission.
    add column tax_minor bigint not null default 0,
    -- From then on the store may be paid; null while it is not delivered.
    add column due_at timestamptz,
    add column released_at timestamptz,
    add constraint sale_tax_within_commission check (tax_minor between 0 and commission_minor);
create index sale_due on payments.sale (due_at) where due_at is not null and released_at is null;

-- What is open about an order: a return, a dispute. Nothing of it is payable while there is any.
create table payments.kept_back (
    region text not null,
    order_id uuid not null,
    cause uuid not null,
    at timestamptz not null default now(),
    constraint kept_back_pk primary key (region, order_id, cause)
) partition by list (region);
create table payments.kept_back_main partition of payments.kept_back for values in ('main');

alter table payments.ledger_account drop constraint ledger_account_known;
alter table payments.ledger_account add constraint ledger_account_known check
    (name in ('gateway', 'cash_due', 'held', 'store', 'commission', 'fee_tax', 'refunds_due', 'disputed', 'payable',
        'payouts_due', 'bank'));

alter table payments.journal
    alter column payment_id drop not null,
    add column payout_id uuid,
    drop constraint journal_kind_known;
alter table payments.journal add constraint journal_kind_known check
    (kind in ('charge', 'sale', 'refund', 'refund_sent', 'dispute', 'dispute_won', 'dispute_lost', 'release',
        'payout', 'payout_paid', 'payout_failed', 'settlement'));

-- A store's statement, newest first. No sale writes to it: what is payable is written when it is released.
create index entry_of_payable on payments.entry (owner, currency, journal_id) where account = 'payable';

alter table payments.payment_event drop constraint payment_event_kind_known;
alter table payments.payment_event add constraint payment_event_kind_known check
    (kind in ('requested', 'action_needed', 'pending', 'declined', 'captured', 'agreed', 'failed', 'refunded',
        'disputed', 'dispute_won', 'dispute_lost'));

create table payments.dispute (
    region text not null,
    id uuid not null,
    payment_id uuid not null,
    status text not null,
    reason text not null,
    currency text not null,
    amount_minor bigint not null,
    due_by timestamptz,
    opened_at timestamptz not null,
    sent_at timestamptz,
    decided_at timestamptz,
    constraint dispute_pk primary key (region, id),
    constraint dispute_one_a_payment unique (payment_id, region),
    constraint dispute_payment_fk foreign key (region, payment_id) references payments.payment (region, id),
    constraint dispute_status_known check (status in ('needs_response', 'under_review', 'won', 'lost'))
) partition by list (region);
create table payments.dispute_main partition of payments.dispute for values in ('main');
create index dispute_of_status on payments.dispute (status, id);

-- What speaks for the store, sealed: it tells of people.
create table payments.evidence (
    region text not null,
    id uuid not null,
    dispute_id uuid not null,
    -- Null where the platform wrote it.
    store_id uuid,
    account_id uuid not null,
    said_sealed bytea not null,
    at timestamptz not null default now(),
    constraint evidence_pk primary key (region, dispute_id, id),
    constraint evidence_dispute_fk foreign key (region, dispute_id) references payments.dispute (region, id)
) partition by list (region);
create table payments.evidence_main partition of payments.evidence for values in ('main');

-- Where a store's money goes, and how often.
create table payments.payout_account (
    region text not null,
    store_id uuid not null,
    version int not null default 1,
    details_sealed bytea not null,
    -- The last digits, to know it by.
    ending text not null,
    schedule text not null,
    minimum_minor bigint not null,
    currency text not null,
    changed_at timestamptz not null default now(),
    next_at timestamptz not null,
    constraint payout_account_pk primary key (region, store_id),
    constraint payout_account_store_fk foreign key (store_id) references stores.store (id),
    constraint payout_account_schedule_known check (schedule in ('daily', 'weekly', 'monthly', 'paused')),
    constraint payout_account_minimum_range check (minimum_minor >= 0)
) partition by list (region);
create table payments.payout_account_main partition of payments.payout_account for values in ('main');
create index payout_account_due on payments.payout_account (next_at) where schedule <> 'paused';

-- Payouts that are sent to the bank in one file.
create table payments.payout_file (
    region text not null,
    id uuid not null,
    format text not null,
    currency text not null,
    payouts int not null,
    amount_minor bigint not null,
    made_by uuid not null,
    made_at timestamptz not null default now(),
    constraint payout_file_pk primary key (region, id)
) partition by list (region);
create table payments.payout_file_main partition of payments.payout_file for values in ('main');

create table payments.payout (
    region text not null,
    id uuid not null,
    store_id uuid not null,
    currency text not null,
    amount_minor bigint not null,
    status text not null default 'made',
    details_sealed bytea not null,
    ending text not null,
    file_id uuid,
    why text,
    made_at timestamptz not null default now(),
    settled_at timestamptz,
    constraint payout_pk primary key (region, id),
    constraint payout_store_fk foreign key (store_id) references stores.store (id),
    constraint payout_file_fk foreign key (region, file_id) references payments.payout_file (region, id),
    constraint payout_amount_positive check (amount_minor > 0),
    constraint payout_status_known check (status in ('made', 'sent', 'paid', 'failed'))
) partition by list (region);
create table payments.payout_main partition of payments.payout for values in ('main') with (fillfactor = 80);
create index payout_of_store on payments.payout (store_id, id);
create index payout_of_status on payments.payout (status, currency, id);
create index payout_of_file on payments.payout (file_id, id) where file_id is not null;

-- What the gateway paid the platform, once a reference of the bank's.
create table payments.settlement (
    region text not null,
    reference text not null,
    currency text not null,
    amount_minor bigint not null,
    noted_by uuid not null,
    noted_at timestamptz not null default now(),
    constraint settlement_pk primary key (region, reference)
) partition by list (region);
create table payments.settlement_main partition of payments.settlement for values in ('main');

-- Whose orders a dispute is about, and how much of each was left when it was opened.
create table payments.dispute_order (
    region text not null,
    dispute_id uuid not null,
    order_id uuid not null,
    store_id uuid not null,
    amount_minor bigint not null,
    constraint dispute_order_pk primary key (region, dispute_id, order_id),
    constraint dispute_order_dispute_fk foreign key (region, dispute_id) references payments.dispute (region, id)
) partition by list (region);
create table payments.dispute_order_main partition of payments.dispute_order for values in ('main');
create index dispute_order_of_store on payments.dispute_order (store_id, dispute_id);

-- What was disputed before is asked about as what comes now is.
insert into payments.dispute (region, id, payment_id, status, reason, currency, amount_minor, opened_at)
select region, gen_random_uuid(), id, 'needs_response', 'unknown', currency, disputed_minor, changed_at
from payments.payment
where disputed_minor > 0;
insert into payments.dispute_order (region, dispute_id, order_id, store_id, amount_minor)
select d.region, d.id, s.order_id, s.store_id, s.total_minor - s.refunded_minor
from payments.dispute d
join payments.sale s on s.region = d.region and s.payment_id = d.payment_id
where s.refunded_minor < s.total_minor;
insert into payments.kept_back (region, order_id, cause)
select region, order_id, dispute_id from payments.dispute_order;
