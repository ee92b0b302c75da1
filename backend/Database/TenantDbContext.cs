using Microsoft.EntityFrameworkCore;

namespace Fachwerk.Backend.Database;

/// <summary>
/// One tenant's database. Each slice configures its own entities by an <c>IEntityTypeConfiguration</c> in its folder;
/// tables and columns are named in snake case.
/// </summary>
public sealed class TenantDbContext(DbContextOptions<TenantDbContext> options) : DbContext(options)
{
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
