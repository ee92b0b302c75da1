using Fachwerk.Backend.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Fachwerk.Backend.Depots;

/// <summary>Names a remote opening; also the idempotency key of its order.</summary>
public readonly record struct OpeningId(Guid Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>A door someone asked to be opened from afar, and what is known of it, step by step.</summary>
public sealed class RemoteOpening
{
    /// <summary>Its id.</summary>
    public required OpeningId Id { get; init; }

    /// <summary>The depot.</summary>
    public required DepotId Depot { get; init; }

    /// <summary>The controller that the order was meant for.</summary>
    public required long Controller { get; init; }

    /// <summary>The compartment.</summary>
    public required short Compartment { get; init; }

    /// <summary>Why, in the words of who asked.</summary>
    public required string Reason { get; init; }

    /// <summary>The account that asked.</summary>
    public required Guid RequestedBy { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>The depot must not act on it after this.</summary>
    public required DateTimeOffset Deadline { get; init; }

    /// <summary>The order's id on its controller; null until it is queued.</summary>
    public long? OrderId { get; set; }

    /// <summary>When the order was queued in the fleet.</summary>
    public DateTimeOffset? QueuedAt { get; set; }

    /// <summary>When its first telegram left.</summary>
    public DateTimeOffset? SentAt { get; set; }

    /// <summary>When the depot took it on or answered.</summary>
    public DateTimeOffset? AcknowledgedAt { get; set; }

    /// <summary>When the solenoid was pulsed.</summary>
    public DateTimeOffset? PulsedAt { get; set; }

    /// <summary>When the door opened.</summary>
    public DateTimeOffset? DoorOpenedAt { get; set; }

    /// <summary>When the door closed again.</summary>
    public DateTimeOffset? DoorClosedAt { get; set; }

    /// <summary>How it ended without an open door, if it did.</summary>
    public OpeningEnd End { get; set; }

    /// <summary>When it ended so.</summary>
    public DateTimeOffset? EndedAt { get; set; }
}

/// <summary>How a remote opening can end otherwise than with a door that opened and closed.</summary>
public enum OpeningEnd
{
    /// <summary>It has not.</summary>
    None = 0,

    /// <summary>The deadline passed before the depot acted.</summary>
    Expired = 1,

    /// <summary>Power was lost between start and end: whether the door was pulsed is not known.</summary>
    Interrupted = 2,

    /// <summary>The depot could not: no such compartment, or a part does not answer.</summary>
    Failed = 3,

    /// <summary>Cancelled before it was sent.</summary>
    Cancelled = 4,

    /// <summary>The solenoid was pulsed and the door stayed closed.</summary>
    Blocked = 5,

    /// <summary>It was sent and no answer came: what the depot did is not known.</summary>
    Unknown = 6
}

internal sealed class RemoteOpeningConfiguration : IEntityTypeConfiguration<RemoteOpening>
{
    public void Configure(EntityTypeBuilder<RemoteOpening> builder)
    {
        builder.ToTable("remote_openings");
        builder.HasKey(opening => opening.Id);
        builder.HasOne<Depot>().WithMany().HasForeignKey(opening => opening.Depot);
        builder.Property(opening => opening.Id).HasConversion(id => id.Value, value => new OpeningId(value));
    }
}
