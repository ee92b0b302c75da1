using Fachwerk.Backend.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Fachwerk.Backend.Depots;

/// <summary>A depot's boot spread is kept, so that its settings can be written again.</summary>
[DbContext(typeof(TenantDbContext))]
[Migration("20261126_3_boot_spread")]
internal sealed class BootSpreadMigration : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("alter table depots add column boot_spread_seconds integer;");
    }
}
