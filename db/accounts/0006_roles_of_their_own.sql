-- Roles an installation makes beside those it came with, and invitations of people to work here
-- (docs/decisions/0303-roles-without-a-ladder.md).
-- Locks roles, of which there are few, for a moment; all else is new.

alter table accounts.role
    -- What people call it; of a role that came with Feria the pages know the words.
    add column title text,
    add column about text,
    add column made_at timestamptz,
    add constraint role_made_whole check (num_nonnulls(title, about, made_at) in (0, 3));

create table accounts.staff_invitation (
    id uuid not null,
    email_sealed bytea not null,
    email_index bytea not null,
    roles text[] not null,
    token_hash bytea not null,
    invited_by uuid not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    constraint staff_invitation_pk primary key (id),
    constraint staff_invitation_token_once unique (token_hash),
    constraint staff_invitation_address_once unique (email_index)
);
create index staff_invitation_expiry on accounts.staff_invitation (expires_at);
