-- A second step at the sign-in: what an app makes codes of, sealed, and what stands in where the app is lost
-- (docs/decisions/0301-a-second-step.md).
-- Locks accounts against writes for the moment its foreign keys are made; all objects are new.

create table accounts.second_step (
    region text not null,
    account_id uuid not null,
    secret_sealed bytea not null,
    -- Null until a code proved that the app has the secret; until then nothing asks for it.
    confirmed_at timestamptz,
    -- The last thirty seconds a code of which was taken: none of them, and none before, is taken again.
    last_taken bigint not null default 0,
    begun_at timestamptz not null default now(),
    constraint second_step_pk primary key (region, account_id),
    constraint second_step_account_fk foreign key (region, account_id) references accounts.account (region, id)
) partition by list (region);
create table accounts.second_step_main partition of accounts.second_step for values in ('main');
create index second_step_begun on accounts.second_step (begun_at) where confirmed_at is null;

-- Keyed hashes; a code that was used is gone.
create table accounts.recovery_code (
    region text not null,
    account_id uuid not null,
    code_hash bytea not null,
    constraint recovery_code_pk primary key (region, account_id, code_hash),
    constraint recovery_code_step_fk foreign key (region, account_id)
        references accounts.second_step (region, account_id) on delete cascade
) partition by list (region);
create table accounts.recovery_code_main partition of accounts.recovery_code for values in ('main');
