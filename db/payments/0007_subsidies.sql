-- What the platform adds to a sale because it bears a discount, and how much of that it took back.
-- Locks payments.sale and ledger_account against all else for a moment.
alter table payments.sale
    add column subsidy_minor bigint not null default 0,
    add column subsidy_refunded_minor bigint not null default 0,
    add constraint sale_subsidy_within check (subsidy_refunded_minor between 0 and subsidy_minor),
    -- The store gets both, and fees are of what it gets.
    drop constraint sale_commission_range,
    add constraint sale_commission_range check (commission_minor between 0 and total_minor + subsidy_minor);

alter table payments.ledger_account drop constraint ledger_account_known;
alter table payments.ledger_account add constraint ledger_account_known check
    (name in ('gateway', 'cash_due', 'held', 'store', 'commission', 'fee_tax', 'refunds_due', 'disputed', 'payable',
        'payouts_due', 'bank', 'promotions'));
