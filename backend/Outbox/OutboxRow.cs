using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Fachwerk.Backend.Outbox;

/// <summary>Something a use case asks of the world outside its tenant's database; gone once delivered.</summary>
public sealed class OutboxRow
{
    /// <summary>Its place in the order of delivery, behind all that is urgent.</summary>
    public long Number { get; init; }

    /// <summary>A person waits for it.</summary>
    public required bool Urgent { get; init; }

    /// <summary>Names the handler.</summary>
    public required string Kind { get; init; }

    /// <summary>Rows of one stream are delivered in order; one that fails holds back those after it.</summary>
    public required string Stream { get; init; }

    /// <summary>The idempotency key: a second delivery under it changes nothing.</summary>
    public required Guid Key { get; init; }

    /// <summary>What the handler needs, as JSON.</summary>
    public required string Payload { get; init; }

    /// <summary>When it was written.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>How many deliveries failed.</summary>
    public int Tries { get; set; }

    /// <summary>It is not tried before this.</summary>
    public required DateTimeOffset NotBefore { get; set; }
}

internal sealed class OutboxRowConfiguration : IEntityTypeConfiguration<OutboxRow>
{
    public void Configure(EntityTypeBuilder<OutboxRow> builder)
    {
        builder.ToTable("outbox");
        builder.HasKey(row => row.Number);
        builder.Property(row => row.Number).UseIdentityAlwaysColumn();
    }
}
