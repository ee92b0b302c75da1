using Fachwerk.Backend.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Fachwerk.Backend.Codes;

/// <summary>Codes end, and then give their place in the depot's table away.</summary>
[DbContext(typeof(TenantDbContext))]
[Migration("20261127_1_code_places")]
internal sealed class CodePlacesMigration : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("""
            alter table access_codes
                add column ends_at timestamptz,
                add column left_at timestamptz;

            update access_codes
            set ends_at = case when uses > 0 and used >= uses then least(valid_until, now()) else valid_until end;

            -- Two codes that a controller may hold never have the same digits; those of one that left or never got
            -- there come free.
            drop index access_codes_live;
            create unique index access_codes_live on access_codes (controller, tag)
                where revoked_at is null and left_at is null and not (failed and put_version is null);
            create index access_codes_tag on access_codes (controller, tag);

            -- However many codes there were: at most a thousand of a controller are in here.
            create index access_codes_held on access_codes (controller, ends_at)
                where revoked_at is null and left_at is null;
            create index access_codes_ended on access_codes (ends_at)
                where revoked_at is null and left_at is null;
            """);
    }
}
