using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.World.Store;

/// <summary>One controller as the fleet database has it; the names are those of its columns.</summary>
internal sealed class FleetRow
{
    public required long Number { get; init; }

    public int Tenant { get; init; } = 1;

    public bool Active { get; set; } = true;

    public int Epoch { get; set; }

    public long PartialIv { get; set; } = -1;

    public int Generation { get; set; }

    public bool FloorKnown { get; set; } = true;

    public long AckedEvent { get; set; }

    public int MinimumEpoch { get; set; }

    public byte[]? Path { get; set; }

    public string? Node { get; set; }

    public long? LastContactMs { get; set; }

    public int AskedSeconds { get; set; } = 60;

    public long? PushesLostUntilMs { get; set; }

    public long OrderSequence { get; set; }

    public int OrderEpoch { get; set; }

    public long LastOrderId { get; set; }

    public int OrdersOpen { get; set; }

    public long TableVersionWanted { get; set; }

    public ulong TableDigest { get; set; }

    public long TableHorizon { get; set; }

    public long AsOfEvent { get; set; }

    public long TableVersion { get; set; }

    public long LastEvent { get; set; }

    public byte[]? OpenDoors { get; set; }

    public byte[]? UnknownDoors { get; set; }

    public int Flags { get; set; }

    public List<FleetOrder> Orders { get; private set; } = [];

    /// <summary>By kind and key; a removed one has no value.</summary>
    public SortedDictionary<(RecordKind Kind, string Key), FleetRecord> Records { get; private set; } = [];

    public FleetRow Copy()
    {
        FleetRow copy = (FleetRow)MemberwiseClone();
        copy.Orders = Orders.ConvertAll(order => order.Copy());
        copy.Records = new(Records);
        return copy;
    }
}

/// <param name="Key">The record's key on the wire.</param>
/// <param name="Value">Null = removed in this version.</param>
internal sealed record FleetRecord(byte[] Key, byte[]? Value, long Version);

/// <summary>A row of the inbox: what a depot reported (source 1) or what became of an order (source 2).</summary>
internal sealed record InboxRow(
    long Controller, int Source, long Number, int Kind, int Compartment, long Time, byte[] Detail);
