-- People who registered: who they are (sealed), how they sign in, what they may do.
-- Locks nothing: all objects are new.

create schema accounts;

create table accounts.account (
    region text not null,
    id uuid not null,
    status text not null default 'pending',
    full_name_sealed bytea,
    email_sealed bytea,
    email_index bytea,
    id_number_sealed bytea,
    phone_sealed bytea,
    -- Names its own algorithm and cost, so that it can be made anew at a sign-in.
    password_hash text,
    locale text not null,
    -- Counted up to end every session of the account at once.
    session_epoch int not null default 0,
    created_at timestamptz not null default now(),
    verified_at timestamptz,
    closed_at timestamptz,
    constraint account_pk primary key (region, id),
    constraint account_status_known check (status in ('pending', 'active', 'closed')),
    constraint account_whole_or_erased check (
        case when status = 'closed'
            then num_nonnulls(full_name_sealed, email_sealed, email_index, id_number_sealed, phone_sealed,
                password_hash) = 0
            else num_nulls(full_name_sealed, email_sealed, email_index, id_number_sealed, phone_sealed,
                password_hash) = 0
        end)
) partition by list (region);
create table accounts.account_main partition of accounts.account for values in ('main');
create index account_email on accounts.account (email_index, created_at desc);

comment on column accounts.account.status is
    'pending until the e-mail is verified; several pending accounts may share an address, one active account owns it';

-- The directory of verified addresses over all regions.
create table accounts.login (
    email_index bytea not null,
    region text not null,
    account_id uuid not null,
    constraint login_pk primary key (email_index),
    constraint login_account_once unique (account_id),
    constraint login_account_fk foreign key (region, account_id) references accounts.account (region, id)
);

create table accounts.address (
    region text not null,
    id uuid not null,
    account_id uuid not null,
    address_sealed bytea not null,
    -- In the clear for delivery prices, segments and figures; never more exact than a postal zone.
    country text not null,
    region_code text not null,
    postal_zone text not null,
    is_default boolean not null default false,
    created_at timestamptz not null default now(),
    constraint address_pk primary key (region, id),
    constraint address_account_fk foreign key (region, account_id) references accounts.account (region, id)
) partition by list (region);
create table accounts.address_main partition of accounts.address for values in ('main');
create index address_account on accounts.address (region, account_id, id);
create unique index address_one_default on accounts.address (region, account_id) where is_default;

create table accounts.session (
    id uuid not null,
    token_hash bytea not null,
    region text not null,
    account_id uuid not null,
    epoch int not null,
    client text not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    constraint session_pk primary key (id),
    constraint session_token_once unique (token_hash),
    constraint session_account_fk foreign key (region, account_id) references accounts.account (region, id)
);
create index session_account on accounts.session (account_id, id);
create index session_expiry on accounts.session (expires_at);

create table accounts.single_use_link (
    token_hash bytea not null,
    kind text not null,
    region text not null,
    account_id uuid not null,
    -- What the link will do where that is more than its kind: the new address of a change.
    detail_sealed bytea,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    used_at timestamptz,
    constraint single_use_link_pk primary key (token_hash),
    constraint single_use_link_kind_known check (kind in ('verify_email', 'reset_password', 'change_email')),
    constraint single_use_link_account_fk foreign key (region, account_id) references accounts.account (region, id)
);
create index single_use_link_account on accounts.single_use_link (account_id);
create index single_use_link_expiry on accounts.single_use_link (expires_at);

-- Who failed lately, by a keyed hash of the address, the network, or both.
create table accounts.attempt (
    subject bytea not null,
    failures int not null,
    last_at timestamptz not null,
    blocked_until timestamptz not null,
    constraint attempt_pk primary key (subject)
);
create index attempt_age on accounts.attempt (last_at);

create table accounts.permission (
    name text not null,
    constraint permission_pk primary key (name)
);

create table accounts.role (
    name text not null,
    constraint role_pk primary key (name)
);
insert into accounts.role (name) values
    ('buyer'), ('seller'), ('administrator'), ('platform_manager'), ('dba'), ('bi_analyst'), ('marketing_specialist');

create table accounts.role_permission (
    role text not null,
    permission text not null,
    constraint role_permission_pk primary key (role, permission),
    constraint role_permission_role_fk foreign key (role) references accounts.role (name),
    constraint role_permission_permission_fk foreign key (permission) references accounts.permission (name)
);

create table accounts.account_role (
    region text not null,
    account_id uuid not null,
    role text not null,
    given_at timestamptz not null default now(),
    constraint account_role_pk primary key (region, account_id, role),
    constraint account_role_account_fk foreign key (region, account_id) references accounts.account (region, id),
    constraint account_role_role_fk foreign key (role) references accounts.role (name)
);
