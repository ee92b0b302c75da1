using System.Globalization;
using Fachwerk.Backend.Database;
using Fachwerk.Protocol.Telegrams;
using Npgsql;

namespace Fachwerk.Backend.Fleet;

/// <summary>
/// What the last check-in of a depot said. Its doors are as of its newest event then: what they did, events tell.
/// </summary>
/// <param name="LastContact">The newest accepted telegram of any kind.</param>
/// <param name="Asked">The time to its next check-in that it was asked for last.</param>
/// <param name="AppVersion">As 1.2.3; null before the first check-in.</param>
/// <param name="OpenDoors">Bit 0 of the first byte is compartment 1.</param>
/// <param name="UnknownDoors">As <paramref name="OpenDoors"/>.</param>
/// <param name="EventsHeldAt">When events of it were last refused because they were too many.</param>
public sealed record DepotConnection(
    Guid Depot, long Controller, DateTimeOffset? LastContact, DateTimeOffset? LastCheckIn, TimeSpan Asked,
    string? AppVersion, long TableVersion, long TableVersionWanted, long AckedEvent, byte[] OpenDoors,
    byte[] UnknownDoors, int SupplyMillivolts, int Celsius, CheckInFlags Flags, DateTimeOffset? EventsHeldAt)
{
    /// <summary>The depot's newest event when it made its last check-in.</summary>
    public long LastEvent { get; init; }
}

/// <summary>Reads connection and supply states for pages and alarms.</summary>
public sealed class DepotConnections(FleetDatabase fleet)
{
    /// <summary>All depots of a tenant that have a controller.</summary>
    public Task<IReadOnlyList<DepotConnection>> ReadAsync(int tenant, CancellationToken ct) =>
        ReadAsync(tenant, "order by c.number", null, ct);

    /// <summary>Those of a tenant's depots with these controllers.</summary>
    public Task<IReadOnlyList<DepotConnection>> ReadAsync(
        int tenant, IReadOnlyCollection<long> controllers, CancellationToken ct) => ReadAsync(
            tenant, "and c.number = any ($2) order by c.number", command => command.With(controllers.ToArray()), ct);

    /// <summary>The next of a tenant's depots in the order of their controllers.</summary>
    public Task<IReadOnlyList<DepotConnection>> ReadAfterAsync(
        int tenant, long controller, int max, CancellationToken ct) => ReadAsync(
            // Said of both, or the one that it is not said of is read from its first row on.
            tenant, "and d.controller > $2 and c.number > $2 order by d.controller limit $3",
            command => command.With(controller).With(max), ct);

    // A statement a kind: one that takes all or some would read all of them each time.
    private async Task<IReadOnlyList<DepotConnection>> ReadAsync(
        int tenant, string which, Action<NpgsqlCommand>? add, CancellationToken ct)
    {
        await using var command = fleet.Source.CreateCommand($"""
            select d.id, c.number, c.last_contact, c.last_check_in, c.app_version, c.table_version,
                   c.table_version_wanted, c.acked_event, c.open_doors, c.unknown_doors,
                   coalesce(c.supply_millivolts, 0), coalesce(c.celsius, 0::smallint), c.flags,
                   c.asked_seconds, c.events_held_at, c.last_event
            from depots d
            join controllers c on c.number = d.controller
            where d.tenant = $1 {which}
            """);
        command.With(tenant);
        add?.Invoke(command);
        await using var rows = await command.ExecuteReaderAsync(ct);
        var connections = new List<DepotConnection>();
        while (await rows.ReadAsync(ct))
            connections.Add(Read(rows));
        return connections;
    }

    private static DepotConnection Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetInt64(1), TimeOf(row, 2), TimeOf(row, 3),
        TimeSpan.FromSeconds(row.GetInt16(13)), VersionOf((uint)row.GetInt64(4)),
        row.GetInt64(5), row.GetInt64(6), row.GetInt64(7), BitsOf(row, 8), BitsOf(row, 9), row.GetInt32(10),
        row.GetInt16(11), (CheckInFlags)row.GetInt32(12), TimeOf(row, 14))
    {
        LastEvent = row.GetInt64(15)
    };

    private static string? VersionOf(uint version) => version == 0 ? null : string.Create(
        CultureInfo.InvariantCulture,
        $"{AppVersion.Major(version)}.{AppVersion.Minor(version)}." +
        $"{AppVersion.Patch(version)}");

    private static DateTimeOffset? TimeOf(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);

    private static byte[] BitsOf(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? [] : row.GetFieldValue<byte[]>(column);
}
