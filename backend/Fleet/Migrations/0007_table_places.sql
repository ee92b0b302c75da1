-- How many codes a table holds: a depot has places for so many and no more, so a version with more is never made.
alter table controllers add column table_codes int not null default 0;

update controllers c
set table_codes = r.codes
from (select controller, count(*) as codes from table_records where kind = 1 and value is not null group by 1) r
where c.number = r.controller;
