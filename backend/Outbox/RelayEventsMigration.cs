using Fachwerk.Backend.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Fachwerk.Backend.Outbox;

/// <summary>The relay's cursors know event numbers too.</summary>
[DbContext(typeof(TenantDbContext))]
[Migration("20261126_2_relay_events")]
internal sealed class RelayEventsMigration : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("""
            -- The number of the last journal event applied: what is told again is not applied again.
            alter table relay_cursors add column event bigint not null default 0;

            -- The log knows it for all events so far.
            update relay_cursors cursor
            set event = told.event
            from (
                select (detail::json ->> 'controller')::bigint as controller,
                       max((detail::json ->> 'event')::bigint) as event
                from audit_entries
                where actor like 'depot:%'
                group by 1
            ) told
            where told.controller = cursor.controller and told.event is not null;
            """);
    }
}
