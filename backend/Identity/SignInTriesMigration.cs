using Fachwerk.Backend.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Fachwerk.Backend.Identity;

/// <summary>Tries to sign in are counted apart from the account's row, and apart for known browsers.</summary>
[DbContext(typeof(TenantDbContext))]
[Migration("20261126_5_sign_in_tries")]
internal sealed class SignInTriesMigration : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("""
            create table sign_in_tries (
                account  uuid not null references users on delete cascade,
                is_known boolean not null,
                used     integer not null,
                ends_at  timestamptz not null,
                primary key (account, is_known)
            );
            """);
    }
}
