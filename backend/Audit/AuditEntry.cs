using Fachwerk.Backend.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Fachwerk.Backend.Audit;

/// <summary>One line of a tenant's log. Written once; the backend never changes it, and a trigger refuses to.</summary>
public sealed class AuditEntry
{
    /// <summary>1, 2, 3 … without gaps, in the order of commits.</summary>
    public required long Number { get; init; }

    /// <summary>When it happened, as well as it is known: the depot's own clock if it is trusted.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When it was written here.</summary>
    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>What happened: one of <see cref="AuditKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The depot it concerns.</summary>
    public DepotId? Depot { get; init; }

    /// <summary>The compartment it concerns, 1 to 64.</summary>
    public short? Compartment { get; init; }

    /// <summary>Who: <c>user:ID</c>, <c>depot:CONTROLLER</c> or <c>system</c>; see <see cref="Actor"/>.</summary>
    public required string Actor { get; init; }

    /// <summary>A JSON object with what the kind has to say.</summary>
    public required string Detail { get; init; }

    /// <summary>SHA-256 over the previous entry's hash and this entry; see <see cref="AuditChain"/>.</summary>
    public required byte[] Hash { get; init; }
}

internal sealed class AuditEntryConfiguration : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.ToTable("audit_entries");
        builder.HasKey(entry => entry.Number);
        builder.Property(entry => entry.Number).ValueGeneratedNever();
    }
}
