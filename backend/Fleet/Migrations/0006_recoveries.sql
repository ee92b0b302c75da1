-- How often the tenant's own database was said to be restored: it then compares itself with the fleet.
alter table tenants add column recoveries int not null default 0;
