using Fachwerk.Backend.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Fachwerk.Backend.Audit;

/// <summary>The audit table, which refuses to be changed by mistake; its owner can take that refusal away.</summary>
[DbContext(typeof(TenantDbContext))]
[Migration("20261123_2_audit")]
internal sealed class AuditMigration : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("""
            create table audit_entries (
                number      bigint primary key check (number > 0),
                at          timestamptz not null,
                recorded_at timestamptz not null,
                kind        text not null,
                depot       uuid,
                compartment smallint,
                actor       text not null,
                detail      text not null,
                hash        bytea not null check (length(hash) = 32)
            );

            create index audit_entries_depot on audit_entries (depot, number) where depot is not null;

            create function audit_entries_refuse() returns trigger language plpgsql as $$
            begin
                raise exception 'The audit log can only grow.' using errcode = 'insufficient_privilege';
            end
            $$;

            create trigger audit_entries_only_grow
                before update or delete or truncate on audit_entries
                for each statement execute function audit_entries_refuse();

            alter table audit_entries enable always trigger audit_entries_only_grow;
            """);
    }
}
