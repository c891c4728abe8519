-- Pages of what was parked, of jobs by their state: each begins where the page does, however much else there is.
-- What these indexes hold is rare. Locks kernel.parked_event and kernel.job against writes while they are made.

create index parked_event_order on kernel.parked_event (reaction, visible_from, seq);
create index job_parked on kernel.job (id) where parked_at is not null;
create index job_failing on kernel.job (id) where parked_at is null and last_error is not null;
