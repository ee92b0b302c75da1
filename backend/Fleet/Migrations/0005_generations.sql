-- A database that went back in time (a restore, a standby promoted while it was behind) has forgotten numbers that are
-- in use. Each time that may have happened the fleet's generation rises; a controller's row follows when it is next
-- spoken to. From then on its numbers are above all that the lost past can have used.
-- A generation that comes twice all the same, because all that remembered the first was restored with it, has another
-- number drawn.
alter table master add column drawn bigint not null default 0 check (drawn between 0 and 4294967295);

alter table controllers
    add column generation smallint not null default 0,
    -- False from the step to another generation until the controller has proved by an Echo that it speaks now.
    add column floor_known boolean not null default true;

create function adopt_generation(controller bigint) returns void language sql as $$
    update controllers c
    set order_sequence = m.generation::bigint << 24,
        last_order_id = greatest(c.last_order_id, m.generation::bigint << 24),
        -- A depot may have any version of the lost past: every delta from there is a full read.
        table_version_wanted = greatest(c.table_version_wanted, m.generation::bigint << 24),
        table_horizon = greatest(c.table_horizon, m.generation::bigint << 24),
        generation = m.generation,
        floor_known = false
    from master m
    where c.number = $1 and c.generation < m.generation
$$;
