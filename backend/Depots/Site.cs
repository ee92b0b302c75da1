using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Fachwerk.Backend.Depots;

/// <summary>Names a site.</summary>
public readonly record struct SiteId(Guid Value);

/// <summary>A place with one or more depots.</summary>
public sealed class Site
{
    /// <summary>Its id.</summary>
    public required SiteId Id { get; init; }

    /// <summary>Its name as people read it.</summary>
    public required string Name { get; set; }

    /// <summary>Its time zone by IANA name, for example <c>Europe/Berlin</c>.</summary>
    public required string TimeZone { get; set; }
}

internal sealed class SiteConfiguration : IEntityTypeConfiguration<Site>
{
    public void Configure(EntityTypeBuilder<Site> builder)
    {
        builder.ToTable("sites");
        builder.HasKey(site => site.Id);
        builder.Property(site => site.Id).HasConversion(id => id.Value, value => new SiteId(value));
    }
}
