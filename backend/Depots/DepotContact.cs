using Fachwerk.Backend.Fleet;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Backend.Depots;

/// <summary>What is known of a depot's connection and supply.</summary>
/// <param name="State">From the time since the last check-in.</param>
/// <param name="LastContact">The last accepted telegram; null when it never called.</param>
/// <param name="NextExpected">When it should call at the latest.</param>
/// <param name="Flags">Of the last check-in.</param>
/// <param name="SupplyMillivolts">Of the last check-in.</param>
/// <param name="Celsius">Of the last check-in.</param>
/// <param name="AppVersion">The application the controller runs, as a number.</param>
/// <param name="TableVersion">The table version on the depot.</param>
/// <param name="TableVersionWanted">The table version it should have.</param>
public sealed record DepotContact(
    ConnectionState State,
    DateTimeOffset? LastContact,
    DateTimeOffset? NextExpected,
    CheckInFlags Flags,
    int? SupplyMillivolts,
    int? Celsius,
    string? AppVersion,
    long TableVersion,
    long TableVersionWanted)
{
    /// <summary>Whether it tells more events than are stored, keeps them and sends them later.</summary>
    public bool HoldsEvents { get; init; }

    /// <summary>What the last check-in said of the doors; null when there was none.</summary>
    internal DoorReport? Doors { get; init; }

    /// <summary>A depot that never called.</summary>
    public static DepotContact Never { get; } =
        new(ConnectionState.Never, null, null, CheckInFlags.None, null, null, null, 0, 0);
}

/// <summary>How a depot's connection stands.</summary>
public enum ConnectionState
{
    /// <summary>It never called.</summary>
    Never,

    /// <summary>It called within the last 90 s; within 1.5 times what it was asked for, where that is more.</summary>
    Online,

    /// <summary>It has been silent for longer.</summary>
    Late,

    /// <summary>It has been silent for over 3 min, or 3 times what it was asked for.</summary>
    Offline
}

/// <summary>The doors as a check-in reports them: a bit for each, bit 0 of the first byte is compartment 1.</summary>
/// <param name="LastEvent">The depot's newest event then: it is newer than the events up to this one.</param>
internal sealed record DoorReport(long Controller, byte[] Open, byte[] Unknown, DateTimeOffset At, long LastEvent)
{
    public int OpenCount => Open.Sum(one => System.Numerics.BitOperations.PopCount(one));

    public static DoorReport From(DepotConnection connection) => new(connection.Controller, connection.OpenDoors,
        connection.UnknownDoors, connection.LastCheckIn!.Value, connection.LastEvent);

    /// <summary>Whether it is at least as new as what the applied events tell.</summary>
    public bool IsNewerThan(IReadOnlyDictionary<long, long> applied) =>
        LastEvent >= applied.GetValueOrDefault(Controller);

    public DoorState Of(int compartment) =>
        IsSet(Unknown, compartment) ? DoorState.Unknown
        : IsSet(Open, compartment) ? DoorState.Open
        : DoorState.Closed;

    private static bool IsSet(byte[] bits, int compartment)
    {
        var index = (compartment - 1) / 8;
        return index < bits.Length && (bits[index] & (1 << ((compartment - 1) % 8))) != 0;
    }
}
