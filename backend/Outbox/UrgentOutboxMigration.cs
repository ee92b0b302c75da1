using Fachwerk.Backend.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Fachwerk.Backend.Outbox;

/// <summary>What a person waits for does not stand behind ten thousand codes.</summary>
[DbContext(typeof(TenantDbContext))]
[Migration("20261126_1_urgent_outbox")]
internal sealed class UrgentOutboxMigration : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("""
            alter table outbox add column urgent boolean not null default false;
            create index outbox_turn on outbox (urgent desc, number);
            """);
    }
}
