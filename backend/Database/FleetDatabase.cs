using Npgsql;

namespace Fachwerk.Backend.Database;

/// <summary>
/// The database of the device plane: controllers, orders, inbox, table records, catalogue of tenants. Plain SQL; holds
/// no name, address, phone number or clear code.
/// </summary>
public sealed class FleetDatabase(DatabaseServer server)
{
    private const int SharedPoolMin = 4;
    private const int SharedPoolMax = 16;
    private const string MigrationsFolder = "Fleet.Migrations";

    /// <summary>Its full name on the server.</summary>
    public string Name { get; } = server.NameOf("fleet");

    /// <summary>The server it stands on.</summary>
    public DatabaseServer Server => server;

    /// <summary>Connections for everything but the gateway's own commits.</summary>
    public NpgsqlDataSource Source => server.For(Name, SharedPoolMin, SharedPoolMax);

    /// <summary>Makes the database where it is missing and brings its tables to this version.</summary>
    public async Task PrepareAsync(CancellationToken ct)
    {
        await server.CreateAsync(Name, ct);
        await SqlMigrations.ApplyAsync(
            Source, typeof(FleetDatabase).Assembly, MigrationsFolder, server.BeginAnew, ct);
    }
}
