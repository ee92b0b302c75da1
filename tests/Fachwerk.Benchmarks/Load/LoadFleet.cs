using System.Buffers.Binary;
using System.Security.Cryptography;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Fleet;
using Fachwerk.Backend.Secrets;
using Npgsql;
using NpgsqlTypes;

namespace Fachwerk.Benchmarks.Load;

/// <summary>
/// A fleet database with as many controllers as wanted. Their secrets follow from their numbers, so that a generator
/// in another process knows them without being told.
/// </summary>
internal static class LoadFleet
{
    /// <summary>Number of the first controller.</summary>
    public const uint First = 1001;

    private const int Rows = 50_000;

    /// <summary>The transport secret of a controller.</summary>
    public static byte[] SecretOf(uint controller)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(number, controller);
        return HMACSHA256.HashData("fachwerk load"u8, number)[..ControllerRegistry.SecretLength];
    }

    /// <summary>Fills the fleet database of a data folder up to so many controllers.</summary>
    /// <returns>A partial IV that none of them has used yet.</returns>
    public static async Task<long> FillAsync(string folder, int controllers, TimeProvider time, CancellationToken ct)
    {
        var data = DataFolder.Open(folder);
        await using var server = await DatabaseServer.StartEmbeddedAsync(data, time, ct);
        var fleet = new FleetDatabase(server);
        await fleet.PrepareAsync(ct);
        using var master = MasterKey.Open(data);
        await using var connection = await fleet.Source.OpenConnectionAsync(ct);
        var next = First + (uint)await ScalarAsync(connection, "select count(*) from controllers", ct);
        var end = First + (uint)controllers;
        if (next >= end)
            return 1 + await ScalarAsync(connection, "select max(partial_iv) from controllers", ct);
        var tenant = await TenantAsync(connection, ct);
        // The bulk load checks nothing twice: what it writes refers to itself.
        await ExecuteAsync(connection, "set session_replication_role = replica", ct);
        for (; next < end; next += Rows)
            await CopyAsync(connection, master, tenant, next, Math.Min(next + Rows, end), ct);
        await ExecuteAsync(
            connection, "select setval(pg_get_serial_sequence('controllers', 'number'), max(number)) from controllers",
            ct);
        await ExecuteAsync(connection, "vacuum (analyze, freeze) depots, controllers, controller_keys", ct);
        await ExecuteAsync(connection, "checkpoint", ct);
        return 0;
    }

    private static async Task CopyAsync(
        NpgsqlConnection connection, MasterKey master, int tenant, uint from, uint to, CancellationToken ct)
    {
        var depots = Enumerable.Range(0, (int)(to - from)).Select(_ => Guid.NewGuid()).ToArray();
        await using (var copy = await connection.BeginBinaryImportAsync(
            "copy depots (id, tenant, controller) from stdin binary", ct))
        {
            for (var number = from; number < to; number++)
                await copy.WriteRowAsync(ct, depots[number - from], tenant, (long)number);
            await copy.CompleteAsync(ct);
        }

        await using (var copy = await connection.BeginBinaryImportAsync(
            "copy controllers (number, tenant, depot, compartments) from stdin binary", ct))
        {
            for (var number = from; number < to; number++)
                await copy.WriteRowAsync(ct, (long)number, tenant, depots[number - from], (short)32);
            await copy.CompleteAsync(ct);
        }

        await using (var copy = await connection.BeginBinaryImportAsync(
            "copy controller_keys (controller, transport, code) from stdin binary", ct))
        {
            var unused = new byte[MasterKey.Overhead];
            for (var number = from; number < to; number++)
            {
                await copy.StartRowAsync(ct);
                await copy.WriteAsync((long)number, NpgsqlDbType.Bigint, ct);
                await copy.WriteAsync(
                    master.Wrap(SecretOf(number), ControllerKeys.TransportPurpose(number)), NpgsqlDbType.Bytea, ct);
                await copy.WriteAsync(unused, NpgsqlDbType.Bytea, ct);
            }

            await copy.CompleteAsync(ct);
        }
    }

    private static async Task<long> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    private static async Task<int> TenantAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("""
            insert into tenants (slug, name, database) values ('load', 'Load', 'none')
            on conflict (slug) do update set name = excluded.name
            returning number
            """, connection);
        return (int)(await command.ExecuteScalarAsync(ct))!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        await command.ExecuteNonQueryAsync(ct);
    }
}
