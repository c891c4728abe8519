-- The audit is verified each night like references and copies.
-- Locks operations.verification for the moment its few rows are checked.

alter table operations.verification
    drop constraint verification_kind_known,
    add constraint verification_kind_known check (kind in ('references', 'copies', 'audit'));
