using Fachwerk.Backend.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Fachwerk.Backend.Depots;

/// <summary>One cabinet.</summary>
public sealed class Depot
{
    /// <summary>Its id.</summary>
    public required DepotId Id { get; init; }

    /// <summary>Where it stands.</summary>
    public required SiteId Site { get; set; }

    /// <summary>Its name as people read it.</summary>
    public required string Name { get; set; }

    /// <summary>The number of its present controller.</summary>
    public required long Controller { get; set; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Over what its first check-ins are spread after a boot; null leaves it to the depot, or is not known.
    /// </summary>
    public int? BootSpreadSeconds { get; init; }

    /// <summary>The settings it was told last, joined; null when that is not known.</summary>
    public byte[]? SettingsTold { get; set; }

    /// <summary>The table version in which its compartments and settings were written; null until then.</summary>
    public long? TableVersion { get; set; }
}

internal sealed class DepotConfiguration : IEntityTypeConfiguration<Depot>
{
    public void Configure(EntityTypeBuilder<Depot> builder)
    {
        builder.ToTable("depots");
        builder.HasKey(depot => depot.Id);
        builder.Property(depot => depot.Id).ValueGeneratedNever();
        builder.HasOne<Site>().WithMany().HasForeignKey(depot => depot.Site);
        builder.Property(depot => depot.Site).HasConversion(id => id.Value, value => new SiteId(value));
    }
}
