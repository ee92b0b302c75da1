-- Telegrams that were not accepted ($1-$3: controller, epoch, partial IV; at most one a controller). Those that only
-- lack a proof of being fresh are asked for an Echo of this generation and the number drawn with it; their rows follow.
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
select u.number, m.generation::bigint << 32 | m.drawn, adopt_generation(u.number)
from unproven u, master m
