-- Telegrams that were not accepted ($1-$3: controller, epoch, partial IV; at most one a controller). Those that only
-- lack a proof of being fresh are asked for an Echo, each under a number of the gateway's own.
with unproven as materialized (
    select c.number
    from controllers c
    join unnest($1::bigint[], $2::smallint[], $3::bigint[]) as i (controller, epoch, partial_iv)
        on i.controller = c.number
    where c.active and (c.epoch, c.partial_iv) < (i.epoch, i.partial_iv)
        and (not c.floor_known or c.generation < (select generation from master))
    order by c.number
    for no key update of c
)
-- The numbers are those of adopt_generation.
update controllers c
set order_sequence = c.order_sequence + 65536 * (m.generation - c.generation) + 1,
    last_order_id = greatest(c.last_order_id, m.generation::bigint << 24),
    table_version_wanted = greatest(c.table_version_wanted, m.generation::bigint << 24),
    table_horizon = greatest(c.table_horizon, m.generation::bigint << 24),
    generation = m.generation,
    floor_known = false
from unproven u, master m
where c.number = u.number
returning c.number, c.order_sequence, c.generation
