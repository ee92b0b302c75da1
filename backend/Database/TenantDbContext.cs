using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Fachwerk.Backend.Database;

/// <summary>
/// One tenant's database. Each slice configures its own entities by an <c>IEntityTypeConfiguration</c> in its folder;
/// tables and columns are named in snake case.
/// </summary>
public sealed class TenantDbContext : DbContext
{
    private readonly NpgsqlConnection _connection;

    /// <param name="options">Of this context.</param>
    /// <param name="connection">To the tenant's database; closed with the context.</param>
    public TenantDbContext(DbContextOptions<TenantDbContext> options, NpgsqlConnection connection)
        : base(options)
    {
        _connection = connection;
        // Whoever fails to save gives the transaction up, so the two round trips of a savepoint save nothing.
        Database.AutoSavepointsEnabled = false;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _connection.Dispose();
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _connection.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DepotId>().HaveConversion<DepotIdConverter>();
    }

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(TenantDbContext).Assembly);
        SnakeCase.Apply(modelBuilder.Model);
    }
}
