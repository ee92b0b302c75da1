-- Order $2 of controller $1 was answered with outcome $3 and event $4; $5 is both as they stand in the inbox.
-- ClockUnknown (5) leaves it open: it goes out again. A late answer is the truth also after it has expired.
with owner as materialized (
    select number, tenant, depot
    from controllers
    where number = $1
    for no key update
),
answered as (
    update orders o
    set answered_at = now(),
        outcome = $3,
        event = $4,
        closed_at = case when $3 = 5 then o.closed_at else coalesce(o.closed_at, now()) end
    from owner w
    where o.controller = w.number and o.order_id = $2 and o.cancelled_at is null
        and (o.outcome is null or o.outcome = 5 and $3 <> 5)
    returning o.order_id, o.kind, o.compartment, o.closed_at is not null and o.expired_at is null as closed_now
),
counted as (
    update controllers c
    set orders_open = c.orders_open - 1
    from answered a
    where c.number = $1 and a.closed_now
),
told as (
    insert into inbox (tenant, controller, depot, source, number, kind, compartment, time, detail)
    select w.tenant, w.number, w.depot, 2, a.order_id, 2, a.compartment, extract(epoch from now())::bigint, $5
    from owner w, answered a
    where a.kind <> 6
)
select w.tenant
from owner w, answered
