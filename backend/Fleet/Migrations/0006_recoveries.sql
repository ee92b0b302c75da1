-- How often the tenant's own database was said to be restored: it then compares itself with the fleet. Master counts
-- all of them, for every node looks each second.
alter table tenants add column recoveries int not null default 0;

-- A removed record is remembered as long as the change that removed it, for a tenant that has forgotten it.
create index table_changes_version on table_changes (controller, version);

-- A dump that was read back has other object ids: then this database went back in time on the same server.
alter table master
    add column recoveries bigint not null default 0,
    add column database_oid oid not null default 0,
    add column table_oid oid not null default 0;

update master
set database_oid = (select oid from pg_database where datname = current_database()),
    table_oid = 'master'::regclass::oid;
