-- When a tenant's turn was last to have renewed what is derived, and after which controller it goes on (0: from the
-- first); and the newest rules of time zones any node has had.
alter table tenants
    add column renewed_at timestamptz not null default '-infinity',
    add column renewed_after bigint not null default 0;

create table zone_rules (
    single  boolean primary key default true check (single),
    edition text not null,
    seen_at timestamptz not null default now()
);
