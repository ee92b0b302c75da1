using Fachwerk.Backend.Database;
using Fachwerk.Protocol.Telegrams;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Fachwerk.Backend.Depots;

/// <summary>One door of a depot and what is behind it.</summary>
public sealed class Compartment
{
    /// <summary>The depot it belongs to.</summary>
    public required DepotId Depot { get; init; }

    /// <summary>1 to 64, as written on the door.</summary>
    public required short Number { get; init; }

    /// <summary>Its size.</summary>
    public required CompartmentSize Size { get; set; }

    /// <summary>What it has beyond its size.</summary>
    public CompartmentFeatures Features { get; set; }

    /// <summary>Who assigns it.</summary>
    public CompartmentPool Pool { get; set; } = CompartmentPool.Backend;

    /// <summary>How its door stands.</summary>
    public DoorState Door { get; set; }

    /// <summary>When the depot last told of its door.</summary>
    public DateTimeOffset? DoorChangedAt { get; set; }

    /// <summary>What is going on.</summary>
    public ProcessState Process { get; set; }

    /// <summary>Since when.</summary>
    public DateTimeOffset? ProcessChangedAt { get; set; }

    /// <summary>The remote opening that released it last, while the door's events belong to that opening.</summary>
    public OpeningId? Opening { get; set; }

    /// <summary>Door and process as the rules see them.</summary>
    internal CompartmentState State => new(Door, DoorChangedAt, Process, ProcessChangedAt);

    internal void Take(CompartmentState state)
    {
        Door = state.Door;
        DoorChangedAt = state.DoorChangedAt;
        Process = state.Process;
        ProcessChangedAt = state.ProcessChangedAt;
    }
}

internal sealed class CompartmentConfiguration : IEntityTypeConfiguration<Compartment>
{
    public void Configure(EntityTypeBuilder<Compartment> builder)
    {
        builder.ToTable("compartments");
        builder.Ignore(compartment => compartment.State);
        builder.HasKey(compartment => new { compartment.Depot, compartment.Number });
        builder.HasOne<Depot>().WithMany().HasForeignKey(compartment => compartment.Depot);
        builder.Property(compartment => compartment.Opening)
            .HasConversion(id => id!.Value.Value, value => new OpeningId(value));
    }
}
