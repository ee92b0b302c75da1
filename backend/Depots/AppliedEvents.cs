using Fachwerk.Backend.Database;
using Microsoft.EntityFrameworkCore;

namespace Fachwerk.Backend.Depots;

/// <summary>Up to which event each controller's journal is applied.</summary>
internal static class AppliedEvents
{
    public static async Task<IReadOnlyDictionary<long, long>> ReadAsync(
        TenantDbContext db, long? controller, CancellationToken ct)
    {
        var rows = await db.Database.SqlQuery<Applied>($"""
            select controller as "Controller", event as "Event"
            from relay_cursors
            where {controller is null} or controller = {controller ?? 0}
            """).ToListAsync(ct);
        return rows.ToDictionary(row => row.Controller, row => row.Event);
    }

    private sealed record Applied(long Controller, long Event);
}
