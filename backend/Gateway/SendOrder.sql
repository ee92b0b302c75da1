-- The next open order of controller $1 above order id $3, if this node ($2) holds the depot's path: numbers one
-- sending of it. What comes back may be sent, once, under that number.
with owner as materialized (
    select number, tenant, depot, epoch, path
    from controllers
    where number = $1 and active and node = $2 and path is not null
        -- A row that the database has taken back in time sends nothing until its numbers have jumped.
        and generation = (select generation from master)
        -- The last number is the depot's last, too (SPEC.md §5): none is another generation's.
        and (order_epoch < epoch or (order_sequence & 16777215) < 16777214)
    for no key update
),
due as materialized (
    select o.order_id
    from orders o
    join owner w on w.number = o.controller
    where o.closed_at is null and o.deadline > now() and o.order_id > $3
        -- Whatever the depot answers, and however often it speaks: once a second after the first ones.
        and o.sends < 16 + floor(extract(epoch from now() - coalesce(o.sent_at, now())))
    order by o.order_id
    limit 1
),
sent as (
    update orders o
    set sends = o.sends + 1, sent_at = coalesce(o.sent_at, now())
    from due d
    where o.controller = $1 and o.order_id = d.order_id and o.closed_at is null
    returning o.order_id, o.kind, o.compartment, o.deadline, o.sends
),
numbered as (
    update controllers c
    set order_sequence = 1 + case
            when c.order_epoch < c.epoch then c.generation::bigint << 24
            else c.order_sequence
        end,
        order_epoch = c.epoch,
        -- Half of them are used: the key of the next epoch has all of them again.
        minimum_epoch = case
            when c.order_epoch = c.epoch and (c.order_sequence & 8388608) <> 0
                then greatest(c.minimum_epoch, least(c.epoch + 1, 255))
            else c.minimum_epoch
        end
    from sent
    where c.number = $1
    returning c.order_sequence
),
told as (
    insert into inbox (tenant, controller, depot, source, number, kind, compartment, time, detail)
    select w.tenant, w.number, w.depot, 2, s.order_id, 1, s.compartment, extract(epoch from now())::bigint, '\x80'
    from owner w, sent s
    where s.sends = 1 and s.kind <> 6
)
select s.order_id, s.kind, s.compartment,
       extract(epoch from least(s.deadline, now() + interval '30 s'))::bigint,
       n.order_sequence, w.epoch, w.path, w.tenant, s.sends
from owner w, sent s, numbered n
