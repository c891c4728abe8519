-- Buyers who want to be told, once, when an offer is for sale again; a row ends when it was told.
-- Locks nothing: all objects are new.
create table inventory.waiting (
    region text not null,
    id uuid not null,
    offer_id uuid not null,
    -- The account's id, or the blind index of a guest's address: nobody waits twice for one thing.
    who bytea not null,
    account_id uuid,
    email_sealed bytea,
    locale text not null,
    -- Of the link in a guest's letter, which confirms and ends.
    token_hash bytea,
    made_at timestamptz not null default now(),
    confirmed_at timestamptz,
    constraint waiting_pk primary key (region, id),
    constraint waiting_once unique (offer_id, who, region),
    constraint waiting_one_of_both check ((account_id is null) <> (email_sealed is null)),
    constraint waiting_guest_has_link check ((email_sealed is null) = (token_hash is null))
) partition by list (region);
create table inventory.waiting_main partition of inventory.waiting for values in ('main');
create index waiting_to_tell on inventory.waiting (offer_id, id) where confirmed_at is not null;
create index waiting_of_who on inventory.waiting (who);
create unique index waiting_link on inventory.waiting (token_hash, region) where token_hash is not null;
create index waiting_unconfirmed on inventory.waiting (made_at) where confirmed_at is null;
create index waiting_confirmed on inventory.waiting (confirmed_at) where confirmed_at is not null;
