-- Who looks after what people say and sell is a role of its own.
-- Locks nothing that is asked for: one row is added.

insert into accounts.role (name) values ('moderator') on conflict do nothing;
