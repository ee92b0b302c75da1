-- The device plane. Times are UTC; numbers that stand unsigned on the wire are bigint here.

create table master (
    single            boolean primary key default true check (single),
    generation        smallint not null default 0 check (generation between 0 and 255),
    system_identifier bigint not null,
    timeline          int not null
);

insert into master (system_identifier, timeline)
select system.system_identifier, checkpoint.timeline_id
from pg_control_system() system, pg_control_checkpoint() checkpoint;

create table tenants (
    number     int generated always as identity primary key,
    slug       text not null unique,
    name       text not null,
    database   text not null,
    created_at timestamptz not null default now()
);

create table dirty_tenants (
    tenant int primary key references tenants,
    since  timestamptz not null default now()
);

create table depots (
    id         uuid primary key,
    tenant     int not null references tenants,
    controller bigint unique
);

create index depots_tenant on depots (tenant);

-- One row per enrolment; its number is never used again. A check-in rewrites the row, so no column that a check-in
-- changes is indexed and pages keep room: the update stays on its page (HOT).
create table controllers (
    number               bigint generated always as identity (start with 1001 maxvalue 4294967295) primary key,
    tenant               int not null references tenants,
    depot                uuid not null references depots,
    active               boolean not null default true,
    compartments         smallint not null check (compartments between 1 and 64),
    enrolled_at          timestamptz not null default now(),

    -- Replay: what is accepted must be above this pair. -1: nothing accepted yet.
    epoch                smallint not null default 0 check (epoch between 0 and 255),
    partial_iv           bigint not null default -1,

    acked_event          bigint not null default 0,
    minimum_epoch        smallint not null default 0 check (minimum_epoch between 0 and 255),

    -- Where the newest accepted telegram came from, and the node that received it.
    path                 bytea,
    node                 text,
    last_contact         timestamptz,

    -- When events of it were last refused because they were too many: it keeps them and sends them later.
    events_held_at       timestamptz,

    -- The last partial IV used for an order and the epoch it was used in, the last order id, how many orders are not
    -- closed.
    order_sequence       bigint not null default 0,
    order_epoch          smallint not null default 0,
    last_order_id        bigint not null default 0,
    orders_open          int not null default 0,

    -- The table as it should be. A delta since a version below the horizon is a full read.
    table_version_wanted bigint not null default 0,
    table_digest         bigint not null default 0,
    table_horizon        bigint not null default 0,
    as_of_event          bigint not null default 0,

    -- The last check-in.
    last_check_in        timestamptz,
    app_version          bigint not null default 0,
    table_version        bigint not null default 0,
    device_time          bigint not null default 0,
    last_event           bigint not null default 0,
    oldest_unacked       bigint not null default 0,
    open_doors           bytea,
    unknown_doors        bytea,
    supply_millivolts    int,
    celsius              smallint,
    flags                int not null default 0,
    last_order           bigint not null default 0
) with (fillfactor = 50);

create index controllers_tenant on controllers (tenant);
create index controllers_depot on controllers (depot);

-- Wrapped by the master key. The transport secret is that of transport_epoch.
create table controller_keys (
    controller      bigint primary key references controllers,
    transport       bytea not null,
    transport_epoch smallint not null default 0,
    code            bytea not null
);

create table orders (
    controller      bigint not null references controllers,
    order_id        bigint not null,
    kind            smallint not null,
    compartment     smallint not null default 0,
    deadline        timestamptz not null,
    idempotency_key uuid not null unique,
    queued_at       timestamptz not null default now(),
    sends           int not null default 0,
    sent_at         timestamptz,
    answered_at     timestamptz,
    outcome         smallint,
    event           bigint,
    cancelled_at    timestamptz,
    expired_at      timestamptz,
    -- Set once the order waits for nothing more: answered for good, expired or cancelled.
    closed_at       timestamptz,
    primary key (controller, order_id)
);

create index orders_open on orders (controller, order_id) where closed_at is null;
create index orders_deadline on orders (deadline) where closed_at is null;

-- What depots reported and what became of orders, for the tenants' relays. Whoever inserts holds the lock on the
-- controller's row, so that a controller's positions become visible in order.
create table inbox (
    position    bigint generated always as identity primary key,
    tenant      int not null,
    controller  bigint not null,
    depot       uuid not null,
    source      smallint not null,
    number      bigint not null,
    kind        smallint not null,
    compartment smallint not null default 0,
    time        bigint not null default 0,
    detail      bytea not null,
    received_at timestamptz not null default now()
);

create index inbox_tenant on inbox (tenant, controller, position);
create index inbox_received on inbox using brin (received_at);

create table table_records (
    controller bigint not null references controllers,
    kind       smallint not null,
    key        bytea not null,
    value      bytea,
    version    bigint not null,
    primary key (controller, kind, key)
);

create index table_records_version on table_records (controller, version);

create table table_changes (
    idempotency_key uuid primary key,
    controller      bigint not null references controllers,
    version         bigint not null,
    applied_at      timestamptz not null default now()
);

create table data_protection_keys (
    name       text primary key,
    wrapped    bytea not null,
    created_at timestamptz not null default now()
);
