using Fachwerk.Backend.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Fachwerk.Backend.Depots;

/// <summary>Sites, depots, compartments and remote openings.</summary>
[DbContext(typeof(TenantDbContext))]
[Migration("20261123_4_depots")]
internal sealed class DepotsMigration : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("""
            create table sites (
                id        uuid primary key,
                name      text not null,
                time_zone text not null
            );

            create table depots (
                id            uuid primary key,
                site          uuid not null references sites,
                name          text not null,
                controller    bigint not null,
                created_at    timestamptz not null,
                table_version bigint
            );

            create index depots_site on depots (site);

            create table compartments (
                depot              uuid not null references depots,
                number             smallint not null check (number between 1 and 64),
                size               integer not null,
                features           integer not null,
                pool               integer not null,
                door               integer not null,
                door_changed_at    timestamptz,
                process            integer not null,
                process_changed_at timestamptz,
                opening            uuid,
                primary key (depot, number)
            );

            create table remote_openings (
                id              uuid primary key,
                depot           uuid not null references depots,
                controller      bigint not null,
                compartment     smallint not null,
                reason          text not null,
                requested_by    uuid not null,
                requested_at    timestamptz not null,
                deadline        timestamptz not null,
                order_id        bigint,
                queued_at       timestamptz,
                sent_at         timestamptz,
                acknowledged_at timestamptz,
                pulsed_at       timestamptz,
                door_opened_at  timestamptz,
                door_closed_at  timestamptz,
                "end"           integer not null,
                ended_at        timestamptz,
                unique (controller, order_id)
            );

            create index remote_openings_depot on remote_openings (depot, requested_at desc);
            """);
    }
}
