using Fachwerk.Backend.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Fachwerk.Backend.Depots;

/// <summary>What a depot was told about itself is kept, to tell it anew when it would be told otherwise.</summary>
[DbContext(typeof(TenantDbContext))]
[Migration("20261127_2_settings_told")]
internal sealed class SettingsToldMigration : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("alter table depots add column settings_told bytea;");
    }
}
