-- Every row changes once a minute and what the planner knows of the table never does: reading it all again every few
-- seconds of a busy fleet only holds up telegrams.
alter table controllers set (autovacuum_analyze_scale_factor = 100);
