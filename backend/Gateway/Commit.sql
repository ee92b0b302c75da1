-- One batch of telegrams, at most one a controller. $1-$19 are the telegrams' columns, the last one what stood in the
-- Echo it brought (-1: none), $20 the node, $21-$26 the columns of their events, $27 the interval that depots are
-- asked for, $28 the one for depots whose pushes are lost. Returns only what was accepted.
with incoming as materialized (
    select *
    from unnest(
        $1::bigint[], $2::smallint[], $3::bigint[], $4::smallint[], $5::bytea[], $6::bigint[], $7::bigint[],
        $8::bigint[], $9::bigint[], $10::bigint[], $11::bytea[], $12::bytea[], $13::int[], $14::smallint[],
        $15::int[], $16::bigint[], $17::bigint[], $18::bigint[], $19::bigint[]) as i (
        controller, epoch, partial_iv, kind, path, app_version, table_version,
        device_time, last_event, oldest_unacked, open_doors, unknown_doors, supply_millivolts, celsius,
        flags, last_order, events_from, events_to, echo)
),
-- Always in the same order, so that overlapping batches of two nodes wait for each other and never in a circle.
-- A locked row is read in its newest version, whatever the statement's snapshot shows.
locked as materialized (
    select c.number, c.tenant, c.depot, c.active, c.epoch, c.partial_iv, c.acked_event, c.last_contact,
           c.flags, c.table_version, c.last_event, c.open_doors, c.unknown_doors, c.generation, c.floor_known,
           c.asked_seconds, c.pushes_lost_until
    from controllers c
    where c.number = any ($1)
    order by c.number
    for no key update of c
),
accepted as materialized (
    select i.*, l.tenant, l.depot, l.acked_event as acked_before,
           -- Numbers may be left out only if a Gap event says so of each; else the depot is told where to go on.
           case
               when i.kind = 2 and i.events_to > l.acked_event and i.events_from <= l.acked_event + 1 then i.events_to
               else l.acked_event
           end as acked_now,
           case
               when i.kind <> 1 then l.asked_seconds
               -- Further ahead it was set by a wrong clock.
               when l.pushes_lost_until between now() and now() + interval '30 days' then $28::smallint
               else $27::smallint
           end as asked_now,
           coalesce(l.last_contact < now() - greatest(90, l.asked_seconds * 1.5) * interval '1 s', true)
               or i.kind = 1 and (i.flags, i.table_version, i.open_doors, i.unknown_doors)
                   is distinct from (l.flags, l.table_version, l.open_doors, l.unknown_doors)
               or i.kind = 2 and i.table_version > l.table_version as state_changed,
           i.kind = 1 and (i.last_event, i.open_doors, i.unknown_doors)
               is distinct from (l.last_event, l.open_doors, l.unknown_doors) as doors_told
    from incoming i
    join locked l on l.number = i.controller
    where l.active and (l.epoch, l.partial_iv) < (i.epoch, i.partial_iv)
        -- After the database went back in time the pair alone proves nothing: the telegram must bring an Echo.
        and l.generation = (select generation from master)
        and (l.floor_known or i.echo = (select generation::bigint << 32 | drawn from master))
),
written as (
    update controllers c
    set epoch = a.epoch,
        partial_iv = a.partial_iv,
        floor_known = true,
        acked_event = a.acked_now,
        path = a.path,
        node = $20,
        last_contact = now(),
        events_held_at = case when a.kind = 4 then now() else c.events_held_at end,
        asked_seconds = a.asked_now,
        last_check_in = case when a.kind = 1 then now() else c.last_check_in end,
        app_version = case when a.kind = 1 then a.app_version else c.app_version end,
        -- A new table is told by its event at once; the check-in after it has the last word.
        table_version = case
            when a.kind = 1 then a.table_version
            when a.acked_now > a.acked_before then greatest(a.table_version, c.table_version)
            else c.table_version
        end,
        device_time = case when a.kind = 1 then a.device_time else c.device_time end,
        last_event = case when a.kind = 1 then a.last_event else c.last_event end,
        oldest_unacked = case when a.kind = 1 then a.oldest_unacked else c.oldest_unacked end,
        open_doors = case when a.kind = 1 then a.open_doors else c.open_doors end,
        unknown_doors = case when a.kind = 1 then a.unknown_doors else c.unknown_doors end,
        supply_millivolts = case when a.kind = 1 then a.supply_millivolts else c.supply_millivolts end,
        celsius = case when a.kind = 1 then a.celsius else c.celsius end,
        flags = case when a.kind = 1 then a.flags else c.flags end,
        last_order = case when a.kind = 1 then a.last_order else c.last_order end
    from accepted a
    where c.number = a.controller
    returning c.number, c.tenant, c.acked_event, c.table_version_wanted, c.minimum_epoch, c.orders_open,
              a.acked_now > a.acked_before as events_stored, a.state_changed, a.asked_now,
              a.doors_told
),
stored as (
    insert into inbox (tenant, controller, depot, source, number, kind, compartment, time, detail)
    select a.tenant, a.controller, a.depot, 1, e.number, e.kind, e.compartment, e.time, e.detail
    from unnest($21::bigint[], $22::bigint[], $23::smallint[], $24::smallint[], $25::bigint[], $26::bytea[])
        as e (controller, number, kind, compartment, time, detail)
    join accepted a on a.controller = e.controller
    where e.number > a.acked_before and e.number <= a.acked_now
    order by e.controller, e.number
)
select number, tenant, acked_event, table_version_wanted, minimum_epoch, orders_open, events_stored, state_changed,
       clock_timestamp(), asked_now, doors_told
from written
