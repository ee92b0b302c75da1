-- Closes orders whose deadline has passed; one that was sent has a moment longer for its answer.
with late as materialized (
    select controller, order_id
    from orders
    where closed_at is null
        and deadline < now() - case when sent_at is null then interval '0 s' else interval '3 s' end
    order by controller, order_id
    limit 500
),
owner as materialized (
    select number, tenant, depot
    from controllers
    where number in (select controller from late)
    order by number
    for no key update
),
expired as (
    update orders o
    set expired_at = now(), closed_at = now()
    from late l
    join owner w on w.number = l.controller
    where o.controller = l.controller and o.order_id = l.order_id and o.closed_at is null
    returning o.controller, o.order_id, o.kind, o.compartment
),
counted as (
    update controllers c
    set orders_open = c.orders_open - e.orders
    from (select controller, count(*)::int as orders from expired group by controller) e
    where c.number = e.controller
),
told as (
    insert into inbox (tenant, controller, depot, source, number, kind, compartment, time, detail)
    select w.tenant, w.number, w.depot, 2, e.order_id, 3, e.compartment, extract(epoch from now())::bigint, '\x80'
    from expired e
    join owner w on w.number = e.controller
    where e.kind <> 6
    order by e.controller, e.order_id
)
select distinct w.tenant
from expired e
join owner w on w.number = e.controller
