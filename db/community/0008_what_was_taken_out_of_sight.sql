-- What moderators take out of sight stays as it is, to be put back: docs/decisions/0310.
-- Locks each table against all else for the instant in which a column is added; no row is written.
alter table community.review add column removed_at timestamptz;
alter table community.question add column removed_at timestamptz;
alter table community.answer add column removed_at timestamptz;
alter table community.message add column removed_at timestamptz;
