using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Fachwerk.Backend.Database;

/// <summary>
/// One tenant's database. Each slice configures its own entities by an <c>IEntityTypeConfiguration</c> in its folder;
/// tables and columns are named in snake case.
/// </summary>
public sealed class TenantDbContext(DbContextOptions<TenantDbContext> options, NpgsqlConnection connection)
    : DbContext(options)
{
    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        connection.Dispose();
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await connection.DisposeAsync();
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
