using Fachwerk.Backend.Database;
using Fachwerk.Backend.Depots;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Fachwerk.Backend.Codes;

/// <summary>Names a code; says nothing of its digits.</summary>
public readonly record struct CodeId(Guid Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>A table code: digits that open one compartment of one depot. Of the digits only a tag is kept.</summary>
public sealed class AccessCode
{
    /// <summary>Its id.</summary>
    public required CodeId Id { get; init; }

    /// <summary>Its id in the controller's table and in the depot's events; never used again.</summary>
    public required long Number { get; init; }

    /// <summary>The depot.</summary>
    public required DepotId Depot { get; init; }

    /// <summary>The controller under whose key the tag was made.</summary>
    public required long Controller { get; init; }

    /// <summary>The compartment it opens.</summary>
    public required short Compartment { get; init; }

    /// <summary>The keyed tag of its digits.</summary>
    public required byte[] Tag { get; init; }

    /// <summary>It opens from then on.</summary>
    public required DateTimeOffset ValidFrom { get; init; }

    /// <summary>It opens until then; null = until it is revoked.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>How often it opens; 0 = without limit.</summary>
    public required short Uses { get; init; }

    /// <summary>How often it was used, as the depot reported.</summary>
    public int Used { get; set; }

    /// <summary>Who issued it.</summary>
    public required Guid IssuedBy { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>It ends then: with its time, or when it was used for the last time; null = once revoked.</summary>
    public DateTimeOffset? EndsAt { get; set; }

    /// <summary>The table version that has it; null until the fleet took it.</summary>
    public long? PutVersion { get; set; }

    /// <summary>When it was revoked.</summary>
    public DateTimeOffset? RevokedAt { get; set; }

    /// <summary>When its place was given away because it had ended.</summary>
    public DateTimeOffset? LeftAt { get; set; }

    /// <summary>The table version that no longer has it; null until the fleet took that.</summary>
    public long? RemoveVersion { get; set; }

    /// <summary>The fleet could not take it, for good.</summary>
    public bool Failed { get; set; }
}

internal sealed class AccessCodeConfiguration : IEntityTypeConfiguration<AccessCode>
{
    public void Configure(EntityTypeBuilder<AccessCode> builder)
    {
        builder.ToTable("access_codes");
        builder.HasKey(code => code.Id);
        builder.HasOne<Depot>().WithMany().HasForeignKey(code => code.Depot);
        builder.Property(code => code.Id).HasConversion(id => id.Value, value => new CodeId(value));
    }
}
