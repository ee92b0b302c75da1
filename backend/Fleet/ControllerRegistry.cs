using System.Security.Cryptography;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Secrets;
using Npgsql;

namespace Fachwerk.Backend.Fleet;

/// <summary>Enrols controllers and revokes them. A number is given once and never again.</summary>
public sealed class ControllerRegistry(FleetDatabase fleet, MasterKey master, FleetSignals signals)
{
    public const int SecretLength = 16;
    public const int CompartmentsMax = 64;

    /// <summary>
    /// Gives a depot a new controller identity; the one it had before is revoked. The secrets leave the backend only
    /// here.
    /// </summary>
    /// <param name="tenant">The tenant's number in the catalogue.</param>
    /// <param name="compartments">1 to 64.</param>
    public async Task<EnrolledIdentity> EnrolAsync(int tenant, Guid depot, int compartments, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(compartments, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(compartments, CompartmentsMax);
        await using var connection = await fleet.Source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var former = await AddDepotAsync(connection, tenant, depot, ct);
        var number = await AddControllerAsync(connection, tenant, depot, compartments, ct);
        var identity = new EnrolledIdentity(number, RandomNumberGenerator.GetBytes(SecretLength),
            RandomNumberGenerator.GetBytes(SecretLength), 0, compartments);
        await StoreKeysAsync(connection, identity, ct);
        await transaction.CommitAsync(ct);
        if (former is { } revoked)
            signals.ControllerChanged(revoked);
        signals.ControllerChanged(number);
        signals.ConnectionsChanged(tenant);
        return identity;
    }

    /// <summary>Revokes the controller of a depot: from the commit on nothing it sends is accepted.</summary>
    /// <returns>False when the depot has none.</returns>
    public async Task<bool> RevokeAsync(Guid depot, CancellationToken ct)
    {
        await using var command = fleet.Source.CreateCommand("""
            with gone as (
                update controllers set active = false where depot = $1 and active returning number, tenant
            ), left_alone as (
                update depots set controller = null where id = $1
            )
            select number, tenant from gone
            """);
        command.With(depot);
        await using var row = await command.ExecuteReaderAsync(ct);
        var revoked = false;
        while (await row.ReadAsync(ct))
        {
            revoked = true;
            signals.ControllerChanged(row.GetInt64(0));
            signals.ConnectionsChanged(row.GetInt32(1));
        }

        return revoked;
    }

    private static async Task<long?> AddDepotAsync(
        NpgsqlConnection connection, int tenant, Guid depot, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("""
            with added as (
                insert into depots (id, tenant) values ($1, $2) on conflict (id) do update set tenant = depots.tenant
                returning tenant
            ), revoked as (
                update controllers set active = false where depot = $1 and active returning number
            )
            select (select tenant from added), (select max(number) from revoked)
            """, connection);
        command.With(depot);
        command.With(tenant);
        await using var row = await command.ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        if (row.GetInt32(0) != tenant)
            throw new InvalidOperationException($"Depot {depot} belongs to another tenant.");
        return row.IsDBNull(1) ? null : row.GetInt64(1);
    }

    private static async Task<long> AddControllerAsync(
        NpgsqlConnection connection, int tenant, Guid depot, int compartments, CancellationToken ct)
    {
        // As adopt_generation has it: such numbers carry the generation in their top 8 bits. The floor of a new one is
        // known.
        await using var command = new NpgsqlCommand("""
            with added as (
                insert into controllers (
                    tenant, depot, compartments, order_sequence, last_order_id, table_version_wanted, table_horizon,
                    generation)
                select $1, $2, $3, base, base, base, base, generation
                from (select generation, generation::bigint << 24 as base from master) m
                returning number
            ), pointed as (
                update depots set controller = (select number from added) where id = $2
            )
            select number from added
            """, connection);
        command.With(tenant);
        command.With(depot);
        command.With((short)compartments);
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    private async Task StoreKeysAsync(NpgsqlConnection connection, EnrolledIdentity identity, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "insert into controller_keys (controller, transport, code) values ($1, $2, $3)", connection);
        command.With(identity.Controller);
        command.With(master.Wrap(identity.TransportSecret, ControllerKeys.TransportPurpose(identity.Controller)));
        command.With(master.Wrap(identity.CodeSecret, ControllerKeys.CodePurpose(identity.Controller)));
        await command.ExecuteNonQueryAsync(ct);
    }
}
