-- What the desk of users needs: who is suspended and why, lists by status and by role, and staff who use somebody's
-- account in their place (docs/decisions/0302-the-desk-of-users.md).
-- Locks accounts and their roles against writes while indexes are made, sessions for a moment.

-- Apart from the status: pending and active say who owns an address, which a suspension does not change.
alter table accounts.account
    add column suspended_at timestamptz,
    add column suspended_why_sealed bytea,
    add constraint account_suspended_whole check (num_nonnulls(suspended_at, suspended_why_sealed) in (0, 2)),
    add constraint account_closed_is_not_suspended check (status <> 'closed' or suspended_at is null);
create index account_suspended on accounts.account (id) where suspended_at is not null;
create index account_status on accounts.account (status, id);

-- Everybody is a buyer: nobody lists those.
create index account_role_holders on accounts.account_role (role, account_id) where role <> 'buyer';

-- A session by which staff use the account: it lives no longer than the session it was opened from.
alter table accounts.session
    add column acted_by uuid,
    add column acted_from uuid,
    add constraint session_acted_whole check (num_nonnulls(acted_by, acted_from) in (0, 2));

-- That it was done, for the letter its owner gets afterwards, and for their file.
create table accounts.acting (
    region text not null,
    id uuid not null,
    account_id uuid not null,
    acted_by uuid not null,
    why_sealed bytea not null,
    began_at timestamptz not null default now(),
    ends_at timestamptz not null,
    told_at timestamptz,
    constraint acting_pk primary key (region, id),
    constraint acting_account_fk foreign key (region, account_id) references accounts.account (region, id)
) partition by list (region);
create table accounts.acting_main partition of accounts.acting for values in ('main');
create index acting_account on accounts.acting (account_id, id);
create index acting_end on accounts.acting (ends_at);
