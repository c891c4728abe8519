-- Payments of checkouts, what happened to them, the gateway's webhooks, refunds, and the double-entry ledger.
-- Locks nothing: all objects are new.
create schema payments;

-- What happened is in payment_event; the amounts here are folded from it in the same statement.
create table payments.payment (
    region text not null,
    id uuid not null,
    checkout_id uuid not null,
    method text not null,
    currency text not null,
    amount_minor bigint not null,
    status text not null default 'requested',
    why text,
    gateway_id text,
    -- The newest state of the gateway's that was taken; an older one that comes late changes nothing.
    gateway_version int not null default 0,
    next_url text,
    captured_minor bigint not null default 0,
    refund_asked_minor bigint not null default 0,
    refunded_minor bigint not null default 0,
    disputed_minor bigint not null default 0,
    -- When the sweeper asks the gateway next; null where nothing is open.
    look_at timestamptz,
    looks int not null default 0,
    opened_at timestamptz not null default now(),
    changed_at timestamptz not null default now(),
    constraint payment_pk primary key (region, id),
    constraint payment_one_a_checkout unique (region, checkout_id),
    constraint payment_method_known check (method in ('card', 'transfer', 'cash_on_delivery')),
    constraint payment_status_known check
        (status in ('requested', 'pending', 'action_needed', 'captured', 'failed', 'refunded', 'due_on_delivery')),
    constraint payment_amount_range check (amount_minor >= 0),
    constraint payment_captured_whole check (captured_minor in (0, amount_minor)),
    constraint payment_refund_within_capture check
        (0 <= refunded_minor and refunded_minor <= refund_asked_minor and refund_asked_minor <= captured_minor)
) partition by list (region);
create table payments.payment_main partition of payments.payment for values in ('main') with (fillfactor = 70);
create index payment_to_look_at on payments.payment (look_at) where look_at is not null;

-- Append-only. The cause is what makes a fact one fact (a capture, one refund), however often and from wherever it is
-- told.
create table payments.payment_event (
    region text not null,
    payment_id uuid not null,
    kind text not null,
    cause text not null,
    amount_minor bigint not null default 0,
    why text,
    at timestamptz not null default clock_timestamp(),
    constraint payment_event_pk primary key (region, payment_id, kind, cause),
    constraint payment_event_payment foreign key (region, payment_id) references payments.payment (region, id),
    constraint payment_event_kind_known check
        (kind in ('requested', 'action_needed', 'pending', 'declined', 'captured', 'agreed', 'failed', 'refunded',
            'disputed'))
) partition by list (region);
create table payments.payment_event_main partition of payments.payment_event for values in ('main');

-- What the gateway told us, by its event id: told twice, it takes effect once.
create table payments.webhook (
    event_id text not null,
    kind text not null,
    gateway_id text not null,
    received_at timestamptz not null default now(),
    constraint webhook_pk primary key (event_id)
);
create index webhook_age on payments.webhook (received_at);

-- An order's money as it was sold: the commission stays what it was at the sale.
create table payments.sale (
    region text not null,
    order_id uuid not null,
    payment_id uuid not null,
    store_id uuid not null,
    total_minor bigint not null,
    commission_minor bigint not null,
    refunded_minor bigint not null default 0,
    commission_refunded_minor bigint not null default 0,
    constraint sale_pk primary key (region, order_id),
    constraint sale_payment foreign key (region, payment_id) references payments.payment (region, id),
    constraint sale_commission_range check (commission_minor between 0 and total_minor),
    constraint sale_refund_within_total check (refunded_minor between 0 and total_minor),
    constraint sale_commission_refund_within check (commission_refunded_minor between 0 and commission_minor)
) partition by list (region);
create table payments.sale_main partition of payments.sale for values in ('main') with (fillfactor = 80);
create index sale_of_payment on payments.sale (region, payment_id);

create table payments.refund (
    region text not null,
    id uuid not null,
    payment_id uuid not null,
    -- Null where the whole payment goes back because there was no order left to pay.
    order_id uuid,
    amount_minor bigint not null,
    why text not null,
    asked_at timestamptz not null default now(),
    done_at timestamptz,
    constraint refund_pk primary key (region, id),
    constraint refund_payment foreign key (region, payment_id) references payments.payment (region, id),
    constraint refund_amount_positive check (amount_minor > 0)
) partition by list (region);
create table payments.refund_main partition of payments.refund for values in ('main');
create index refund_of_payment on payments.refund (region, payment_id);

-- Owner: the store of a store's account, else the nil UUID (the platform's own).
create table payments.ledger_account (
    region text not null,
    name text not null,
    owner uuid not null,
    currency text not null,
    constraint ledger_account_pk primary key (region, name, owner, currency),
    constraint ledger_account_known check
        (name in ('gateway', 'cash_due', 'held', 'store', 'commission', 'refunds_due', 'disputed'))
) partition by list (region);
create table payments.ledger_account_main partition of payments.ledger_account for values in ('main');

create table payments.journal (
    region text not null,
    id uuid not null,
    kind text not null,
    payment_id uuid not null,
    order_id uuid,
    at timestamptz not null default clock_timestamp(),
    constraint journal_pk primary key (region, id),
    constraint journal_kind_known check (kind in ('charge', 'sale', 'refund', 'refund_sent', 'dispute'))
) partition by list (region);
create table payments.journal_main partition of payments.journal for values in ('main');
create index journal_of_payment on payments.journal (region, payment_id);

-- Debit is positive, credit negative. No foreign key to ledger_account: every sale would lock the same few rows.
create table payments.entry (
    region text not null,
    journal_id uuid not null,
    position smallint not null,
    account text not null,
    owner uuid not null,
    currency text not null,
    amount_minor bigint not null,
    constraint entry_pk primary key (region, journal_id, position),
    constraint entry_journal foreign key (region, journal_id) references payments.journal (region, id),
    constraint entry_moves_money check (amount_minor <> 0)
) partition by list (region);
create table payments.entry_main partition of payments.entry for values in ('main');
create index entry_of_account on payments.entry (region, account, owner, currency);

-- A journal is written by one statement and never touched again, so what balances then balances for ever.
create function payments.entries_balance() returns trigger language plpgsql set search_path = '' as $$
declare
    crooked record;
begin
    select added.journal_id, added.currency, sum(added.amount_minor) as total into crooked
    from added group by added.region, added.journal_id, added.currency having sum(added.amount_minor) <> 0 limit 1;
    if found then
        raise exception 'Journal % is out of balance by % %.', crooked.journal_id, crooked.total, crooked.currency
            using errcode = 'check_violation', constraint = 'entries_balance';
    end if;
    return null;
end $$;
create trigger entries_balance after insert on payments.entry
    referencing new table as added for each statement execute function payments.entries_balance();
create trigger entries_balance after insert on payments.entry_main
    referencing new table as added for each statement execute function payments.entries_balance();

create function payments.written_once() returns trigger language plpgsql set search_path = '' as $$
begin
    raise exception '% is written once and never changed.', tg_table_name
        using errcode = 'check_violation', constraint = 'written_once';
end $$;
create trigger written_once before update or delete on payments.payment_event
    for each row execute function payments.written_once();
create trigger written_once before update or delete on payments.journal
    for each row execute function payments.written_once();
create trigger written_once before update or delete on payments.entry
    for each row execute function payments.written_once();
