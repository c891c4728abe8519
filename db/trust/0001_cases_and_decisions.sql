-- What people report and what is noticed by itself, what was decided about it, and what follows:
-- docs/decisions/0310. Locks nothing: all objects are new.

create schema trust;

-- All that is said against one thing, until it is decided; an appeal against a decision is one as well.
create table trust.case_file (
    id uuid not null,
    -- product, review, question, answer, message or store, and its name among those.
    kind text not null,
    thing text not null,
    -- The decision an appeal is against.
    appeal_of uuid,
    -- Whose it is: who wrote it, or the store it belongs to. Null where that is nobody here.
    account_id uuid,
    store_id uuid,
    -- The thing as it was when the case was opened; null where that was not kept.
    snapshot_sealed bytea,
    -- Of that: an unchanged thing that was dismissed is not reported again by the same person.
    snapshot_digest bytea,
    -- The reason most weight has come from.
    reason text not null,
    reports int not null default 0,
    flags int not null default 0,
    weight int not null default 0,
    opened_at timestamptz not null default now(),
    -- Opened so much earlier as it weighs: who is looked at first.
    rank_at timestamptz not null default now(),
    is_open boolean not null default true,
    -- Not to be decided by who handed it up.
    handed_up_by uuid,
    taken_by uuid,
    taken_until timestamptz,
    looked_at timestamptz,
    decided_at timestamptz,
    -- Counts what moderators do to it: the next one names the version it was made of.
    version int not null default 1,
    constraint case_file_pk primary key (id),
    constraint case_file_kind_known
        check (kind in ('product', 'review', 'question', 'answer', 'message', 'store')),
    constraint case_file_thing_length check (length(thing) between 1 and 100),
    constraint case_file_counted check (reports >= 0 and flags >= 0 and weight >= 0),
    constraint case_file_open_or_decided check (is_open = (decided_at is null)),
    constraint case_file_taken_until check (num_nonnulls(taken_by, taken_until) in (0, 2))
) with (fillfactor = 80);
create unique index case_file_one_open on trust.case_file (kind, thing) where is_open and appeal_of is null;
create unique index case_file_one_appeal on trust.case_file (appeal_of) where appeal_of is not null;
create index case_file_waiting on trust.case_file (rank_at, id) where is_open;
create index case_file_waiting_kind on trust.case_file (kind, rank_at, id) where is_open;
create index case_file_waiting_reason on trust.case_file (reason, rank_at, id) where is_open;
create index case_file_waiting_kind_reason on trust.case_file (kind, reason, rank_at, id) where is_open;
create index case_file_waiting_appeals on trust.case_file (rank_at, id) where is_open and appeal_of is not null;
create index case_file_waiting_handed_up on trust.case_file (rank_at, id)
    where is_open and handed_up_by is not null;
create index case_file_taken on trust.case_file (taken_by, rank_at, id) where is_open and taken_by is not null;
create index case_file_opened on trust.case_file (opened_at) where is_open and appeal_of is null;
create index case_file_appealed on trust.case_file (opened_at) where is_open and appeal_of is not null;
create index case_file_of_thing on trust.case_file (kind, thing, id);
create index case_file_of_account on trust.case_file (account_id, id) where account_id is not null;
create index case_file_of_store on trust.case_file (store_id, id) where store_id is not null;
create index case_file_decided on trust.case_file (decided_at, id) where decided_at is not null;

-- Who wants it looked at: once a person and case.
create table trust.report (
    id uuid not null,
    case_id uuid not null,
    account_id uuid,
    guest bytea,
    reason text not null,
    words_sealed bytea,
    at timestamptz not null default now(),
    constraint report_pk primary key (id),
    constraint report_case foreign key (case_id) references trust.case_file (id),
    constraint report_once_an_account unique (case_id, account_id),
    constraint report_once_a_guest unique (case_id, guest),
    -- Neither, where who reported it left.
    constraint report_of_one check (num_nonnulls(account_id, guest) <= 1)
);
create index report_of_account on trust.report (account_id, id) where account_id is not null;

-- What was noticed by itself: the same of a thing once for ever, whatever was decided.
create table trust.flag (
    id uuid not null,
    case_id uuid not null,
    kind text not null,
    thing text not null,
    rule text not null,
    -- What makes it the same as before.
    mark text not null,
    evidence jsonb not null,
    at timestamptz not null default now(),
    constraint flag_pk primary key (id),
    constraint flag_case foreign key (case_id) references trust.case_file (id),
    constraint flag_once unique (kind, thing, rule, mark),
    constraint flag_rule_known check (rule in ('words', 'contact', 'price', 'picture'))
);
create index flag_of_case on trust.flag (case_id, id);

create table trust.decision (
    id uuid not null,
    case_id uuid not null,
    kind text not null,
    thing text not null,
    outcome text not null,
    reason text not null,
    justification text not null,
    by_account uuid not null,
    account_id uuid,
    store_id uuid,
    -- Whether the thing went out of sight by it.
    has_removed boolean not null,
    at timestamptz not null default now(),
    appeal_until timestamptz not null,
    undone_at timestamptz,
    constraint decision_pk primary key (id),
    constraint decision_case unique (case_id),
    constraint decision_case_fk foreign key (case_id) references trust.case_file (id),
    constraint decision_outcome_known
        check (outcome in ('dismiss', 'warn', 'remove', 'strike', 'uphold', 'overturn'))
);
create index decision_of_account on trust.decision (account_id, id) where account_id is not null;
create index decision_of_store on trust.decision (store_id, id) where store_id is not null;

-- What who is told of a decision says against it: once.
create table trust.appeal (
    decision_id uuid not null,
    case_id uuid not null,
    account_id uuid,
    words_sealed bytea,
    at timestamptz not null default now(),
    constraint appeal_pk primary key (decision_id),
    constraint appeal_case unique (case_id),
    constraint appeal_decision foreign key (decision_id) references trust.decision (id),
    constraint appeal_case_fk foreign key (case_id) references trust.case_file (id)
);
create index appeal_of_account on trust.appeal (account_id) where account_id is not null;

-- Locked by who counts a party's strikes, so that two decisions at once are both counted.
create table trust.standing (
    -- An account or a store.
    party_id uuid not null,
    -- A person writes nothing in public until then.
    silenced_until timestamptz,
    -- A store was suspended because its strikes came to the limit.
    suspended_at timestamptz,
    constraint standing_pk primary key (party_id)
);

create table trust.strike (
    decision_id uuid not null,
    party_id uuid not null,
    weight int not null,
    at timestamptz not null default now(),
    expires_at timestamptz not null,
    taken_back_at timestamptz,
    constraint strike_pk primary key (decision_id),
    constraint strike_decision foreign key (decision_id) references trust.decision (id),
    constraint strike_standing foreign key (party_id) references trust.standing (party_id),
    constraint strike_weight_range check (weight between 1 and 100)
);
create index strike_of_party on trust.strike (party_id, expires_at) where taken_back_at is null;

-- Append-only: who did what in a case, and why.
create table trust.case_history (
    case_id uuid not null,
    id uuid not null,
    what text not null,
    actor uuid,
    why text,
    at timestamptz not null default now(),
    constraint case_history_pk primary key (case_id, id),
    constraint case_history_case foreign key (case_id) references trust.case_file (id)
);
create function trust.written_once() returns trigger language plpgsql set search_path = '' as $$
begin
    raise exception '% is written once and never changed.', tg_table_name
        using errcode = 'check_violation', constraint = 'written_once';
end $$;
create trigger written_once before update or delete on trust.case_history
    for each row execute function trust.written_once();
create trigger never_emptied before truncate on trust.case_history
    for each statement execute function trust.written_once();

-- Numbers the platform chooses.
create table trust.rule (
    name text not null,
    value int not null,
    least int not null,
    most int not null,
    constraint rule_pk primary key (name),
    constraint rule_value_range check (value between least and most)
);
insert into trust.rule (name, value, least, most) values
    ('strike_days', 365, 1, 3650),
    ('store_limit', 6, 1, 1000),
    ('person_limit', 4, 1, 1000),
    ('silence_days', 30, 1, 3650),
    ('appeal_days', 30, 1, 365),
    ('price_times', 10, 2, 1000),
    ('price_offers', 20, 5, 1000),
    ('picture_distance', 6, 0, 7),
    ('weight_fraud', 3, 1, 100),
    ('weight_counterfeit', 3, 1, 100),
    ('weight_forbidden', 3, 1, 100),
    ('weight_offensive', 2, 1, 100),
    ('weight_contact', 1, 1, 100),
    ('weight_copied', 2, 1, 100),
    ('weight_other', 1, 1, 100);

-- Words that have a thing looked at: by the language it is written in, or in any (*).
create table trust.forbidden_word (
    language text not null,
    -- As it is compared: lower case, without accents, one space between words.
    word text not null,
    constraint forbidden_word_pk primary key (language, word),
    constraint forbidden_word_language check (language ~ '^([a-z]{2,3}|[*])$'),
    constraint forbidden_word_length check (length(word) between 2 and 80)
);
insert into trust.forbidden_word (language, word) values
    ('en', 'counterfeit'), ('en', 'fake passport'), ('en', 'stolen goods'), ('en', 'wire transfer only'),
    ('es', 'falsificado'), ('es', 'falsificada'), ('es', 'pasaporte falso'), ('es', 'mercancia robada'),
    ('pt', 'falsificado'), ('pt', 'falsificada'), ('pt', 'passaporte falso'),
    ('*', 'western union'), ('*', 'moneygram');
