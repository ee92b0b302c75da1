using Fachwerk.Backend.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Fachwerk.Backend.Codes;

/// <summary>Access codes.</summary>
[DbContext(typeof(TenantDbContext))]
[Migration("20261123_5_codes")]
internal sealed class CodesMigration : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("""
            create table access_codes (
                id             uuid primary key,
                number         bigint not null,
                depot          uuid not null references depots,
                controller     bigint not null,
                compartment    smallint not null,
                tag            bytea not null check (length(tag) = 8),
                valid_from     timestamptz not null,
                valid_until    timestamptz,
                uses           smallint not null,
                used           integer not null,
                issued_by      uuid not null,
                issued_at      timestamptz not null,
                put_version    bigint,
                revoked_at     timestamptz,
                remove_version bigint,
                failed         boolean not null,
                unique (controller, number)
            );

            -- Two live codes of one controller never have the same digits.
            create unique index access_codes_live on access_codes (controller, tag) where revoked_at is null;
            create index access_codes_depot on access_codes (depot, issued_at desc);
            """);
    }
}
