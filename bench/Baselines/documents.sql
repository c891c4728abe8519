-- The shop's own texts, indexed as PostgreSQL's full-text search has it.
update doc set tsv = setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', body), 'B');
create index doc_tsv on doc using gin (tsv);
vacuum analyze;
