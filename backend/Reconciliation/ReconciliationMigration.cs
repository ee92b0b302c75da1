using Fachwerk.Backend.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Fachwerk.Backend.Reconciliation;

/// <summary>How far the tenant is in line with the fleet.</summary>
[DbContext(typeof(TenantDbContext))]
[Migration("20261126_4_reconciliation")]
internal sealed class ReconciliationMigration : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("""
            create table reconciliation (
                single       boolean primary key default true check (single),
                -- What the fleet said when the run began that goes on or is done.
                generation   smallint not null,
                -- With the generation: another one says that it began a second time.
                drawn        bigint not null,
                recoveries   integer not null,
                -- Depots whose controllers have numbers up to this are gone through.
                up_to        bigint not null,
                is_done      boolean not null,
                -- The generation of the last run that was done.
                in_line_with smallint not null
            );

            insert into reconciliation (generation, drawn, recoveries, up_to, is_done, in_line_with)
            values (0, 0, 0, 0, true, 0);

            -- Controllers that only one of tenant and fleet knows, each told in the log once.
            create table unmatched_controllers (
                controller bigint primary key,
                noted_at   timestamptz not null
            );

            -- Openings of which nothing final is known: few at any time.
            create index remote_openings_under_way on remote_openings (deadline)
                where "end" = 0 and pulsed_at is null and door_opened_at is null;
            """);
    }
}
