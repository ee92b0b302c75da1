-- Raises the fleet's generation if the database may have gone back in time. $1: the highest generation that the asking
-- node has seen; $2: the node saw the server itself go back; $3: somebody said so; $4: what was drawn with $1, -1: not
-- known. One statement, so that of several nodes that see the same only the first raises it.
with server as materialized (
    select system_identifier,
           ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int as timeline,
           (select oid from pg_database where datname = current_database()) as database_oid,
           'master'::regclass::oid as table_oid
    from pg_control_system()
),
raised as (
    update master m
    set generation = greatest(m.generation, $1) + 1,
        -- The first 32 bits of such an id are chance.
        drawn = ('x' || left(gen_random_uuid()::text, 8))::bit(32)::bigint,
        system_identifier = s.system_identifier,
        timeline = s.timeline,
        database_oid = s.database_oid,
        table_oid = s.table_oid
    from server s
    where $3 or m.generation < $1 or $2 and m.generation <= $1
        -- The same one has begun twice.
        or m.generation = $1 and $4 >= 0 and m.drawn <> $4
        or (m.system_identifier, m.timeline) is distinct from (s.system_identifier, s.timeline)
        or (m.database_oid, m.table_oid) is distinct from (s.database_oid, s.table_oid)
    returning m.generation, m.drawn
)
-- What the lost past has given away is not given away again: positions that tenants have read, numbers of controllers
-- and of tenants.
select generation,
       drawn,
       setval(pg_get_serial_sequence('inbox', 'position'),
              greatest(nextval(pg_get_serial_sequence('inbox', 'position')), generation::bigint << 40)),
       setval(pg_get_serial_sequence('controllers', 'number'),
              nextval(pg_get_serial_sequence('controllers', 'number')) + 65536),
       setval(pg_get_serial_sequence('tenants', 'number'),
              nextval(pg_get_serial_sequence('tenants', 'number')) + 1000)
from raised
