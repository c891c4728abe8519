-- What operators set while it runs: every version of every setting, none of which is ever changed. Locks nothing: all
-- objects are new.

create table operations.setting (
    key text not null,
    version int not null,
    -- Null: what it usually is, again.
    value jsonb,
    effective_at timestamptz not null,
    at timestamptz not null default now(),
    account_id uuid not null,
    why text not null,
    -- The version this takes back.
    undoes int,
    constraint setting_pk primary key (key, version),
    constraint setting_version_counts check (version > 0)
);
