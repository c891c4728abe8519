-- Changes of listings that wait are cases, and end by decisions that are theirs alone: docs/decisions/0350.
-- Locks trust.case_file and trust.decision for an instant each: what is there already is within the new checks.

alter table trust.case_file
    drop constraint case_file_kind_known,
    add constraint case_file_kind_known
        check (kind in ('product', 'review', 'question', 'answer', 'message', 'store', 'change')) not valid;
alter table trust.decision
    -- Null where nobody decided: a listing went, and with it what waited of it.
    alter column by_account drop not null,
    drop constraint decision_outcome_known,
    add constraint decision_outcome_known check (outcome in (
        'dismiss', 'warn', 'remove', 'strike', 'uphold', 'overturn',
        'approve', 'refuse', 'withdrawn', 'superseded', 'void')) not valid;
