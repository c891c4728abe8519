-- An import knows which rows are one product and how far it came; fields of refused rows are read again from the file.
-- Locks the two import tables, which no shopper reads.

alter table catalog.import_run
    add column is_dry boolean not null default false,
    -- The last leader whose product was put or refused.
    add column reached bigint not null default 0;

drop index catalog.import_row_external;
alter table catalog.import_row
    drop column external_id,
    drop column fields,
    drop column done,
    alter column body type text using body::text;
create index import_row_leader on catalog.import_row (run_id, leader, number) where leader is not null;
