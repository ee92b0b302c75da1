using Fachwerk.Backend.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Fachwerk.Backend.Outbox;

/// <summary>What the relay keeps in the tenant's database.</summary>
[DbContext(typeof(TenantDbContext))]
[Migration("20261123_3_outbox")]
internal sealed class OutboxMigration : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("""
            create table outbox (
                number     bigint generated always as identity primary key,
                kind       text not null,
                stream     text not null,
                key        uuid not null unique,
                payload    text not null,
                created_at timestamptz not null,
                not_before timestamptz not null,
                tries      integer not null
            );

            -- How far each controller's inbox rows are applied.
            create table relay_cursors (
                controller bigint primary key,
                position   bigint not null
            );

            -- The row at which a controller's events wait, and how often it failed.
            create table relay_failures (
                controller bigint primary key,
                position   bigint not null,
                tries      integer not null
            );

            -- Rows that could not be applied, with what is needed to apply them later by hand.
            create table relay_set_aside (
                position    bigint primary key,
                controller  bigint not null,
                source      smallint not null,
                number      bigint not null,
                kind        integer not null,
                compartment smallint not null,
                received_at timestamptz not null,
                error       text not null,
                set_at      timestamptz not null
            );
            """);
    }
}
