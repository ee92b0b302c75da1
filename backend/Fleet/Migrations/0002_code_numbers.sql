-- The last code id given out for a controller: here and not with the tenant, so that a restored tenant reuses none.
-- Code ids carry the generation in their top 8 bits.
alter table controllers add column last_code_id bigint not null default 0;
