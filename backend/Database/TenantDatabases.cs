using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Fachwerk.Backend.Database;

/// <summary>Opens tenants' databases, makes them and brings their tables to this version.</summary>
public sealed class TenantDatabases(DatabaseServer server)
{
    /// <summary>A context on one tenant's database; dispose it.</summary>
    public TenantDbContext Open(string database)
    {
        // The connection, not the data source: EF Core keeps one model per data source, but one for all connections.
        var connection = server.For(database).CreateConnection();
        var options = new DbContextOptionsBuilder<TenantDbContext>()
            .UseNpgsql(connection)
            .ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning))
            .Options;
        return new TenantDbContext(options, connection);
    }

    /// <summary>Makes the database where it is missing and applies the migrations it has not seen.</summary>
    /// <exception cref="StartupRefusal">It was made by another version of the program.</exception>
    public async Task PrepareAsync(string database, CancellationToken ct)
    {
        await server.CreateAsync(database, ct);
        await using var db = Open(database);
        await TenantMigrations.ApplyAsync(db, server.For(database), server.BeginAnew, ct);
    }
}
