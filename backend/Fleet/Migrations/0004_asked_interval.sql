-- The time to its next check-in that the depot was asked for last: who was asked for more is not late for it.
alter table controllers add column asked_seconds smallint not null default 60;

-- While orders do not reach the depot over its path, it is asked to call more often, up to this time.
alter table controllers add column pushes_lost_until timestamptz;

-- Few rows, and no check-in changes the column: updates by check-ins stay on their page.
create index controllers_pushes_lost on controllers (pushes_lost_until) where pushes_lost_until is not null;
