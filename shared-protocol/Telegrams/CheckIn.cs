using Fachwerk.Protocol.Cbor;

namespace Fachwerk.Protocol.Telegrams;

/// <summary>
/// POST <c>/c</c>: <c>[appVersion, tableVersion, time, lastEvent, oldestUnacked, openDoors, supplyMillivolts, celsius,
/// flags, lastOrder, unknownDoors?]</c>. Reusable.
/// </summary>
public sealed class CheckIn
{
    private const int RequiredItems = 10;
    private const int SupplyMillivoltsMax = 65_535;
    private const int CelsiusMin = -128;
    private const int CelsiusMax = 127;
    private const int FlagsMax = 0xFFFFFF;

    private readonly CborReader _reader = new CborReader();
    private readonly CborWriter _writer = new CborWriter();

    /// <summary>The application's version, see <see cref="Telegrams.AppVersion"/>.</summary>
    public uint AppVersion { get; set; }

    /// <summary>The table version on the depot; 0 = none.</summary>
    public uint TableVersion { get; set; }

    /// <summary>Unix seconds, UTC; 0 = not to be trusted. At most 2^32 - 1.</summary>
    public long Time { get; set; }

    /// <summary>Number of the newest event; 0 = none yet.</summary>
    public uint LastEvent { get; set; }

    /// <summary>Number of the oldest event not acknowledged; lastEvent + 1 when all are.</summary>
    public uint OldestUnacked { get; set; }

    /// <summary>Doors that are open.</summary>
    public CompartmentBits OpenDoors { get; } = new CompartmentBits();

    /// <summary>Supply voltage; 0 = not measured.</summary>
    public int SupplyMillivolts { get; set; }

    /// <summary>Temperature on the board, -128 to 127.</summary>
    public int Celsius { get; set; }

    /// <summary>What <see cref="CheckInFlags"/> says, with bits of later versions.</summary>
    public int Flags { get; set; }

    /// <summary>Id of the newest order taken on; 0 = none yet.</summary>
    public uint LastOrder { get; set; }

    /// <summary>Doors whose state is not known; on the wire only when there are any.</summary>
    public CompartmentBits UnknownDoors { get; } = new CompartmentBits();

    /// <summary>Writes the body.</summary>
    /// <returns>Bytes written; 0 when they do not fit.</returns>
    public int Write(byte[] buffer, int offset, int capacity)
    {
        bool hasUnknown = !UnknownDoors.IsEmpty();
        _writer.Reset(buffer, offset, capacity);
        _writer.WriteArray(hasUnknown ? RequiredItems + 1 : RequiredItems);
        _writer.WriteUnsigned(AppVersion);
        _writer.WriteUnsigned(TableVersion);
        _writer.WriteUnsigned((ulong)Time);
        _writer.WriteUnsigned(LastEvent);
        _writer.WriteUnsigned(OldestUnacked);
        OpenDoors.Write(_writer);
        _writer.WriteUnsigned((ulong)SupplyMillivolts);
        _writer.WriteInteger(Celsius);
        _writer.WriteUnsigned((ulong)Flags);
        _writer.WriteUnsigned(LastOrder);
        if (hasUnknown) UnknownDoors.Write(_writer);
        return _writer.Overflowed ? 0 : _writer.Count;
    }

    /// <summary>Reads a body; false when it is not one. Further items are ignored.</summary>
    public bool TryRead(byte[] buffer, int offset, int count)
    {
        _reader.Reset(buffer, offset, count);
        if (!_reader.TryReadArray(out int items) || items < RequiredItems) return false;
        if (!TryReadVersions() || !TryReadState(buffer)) return false;
        UnknownDoors.Clear(0);
        int read = RequiredItems;
        if (items > RequiredItems)
        {
            if (!UnknownDoors.TryRead(_reader, buffer)) return false;
            read++;
        }

        return _reader.TrySkip(items - read) && _reader.AtEnd;
    }

    private bool TryReadVersions()
    {
        if (!_reader.TryReadUInt32(out uint appVersion)) return false;
        if (!_reader.TryReadUInt32(out uint tableVersion)) return false;
        if (!_reader.TryReadUInt32(out uint time)) return false;
        if (!_reader.TryReadUInt32(out uint lastEvent)) return false;
        if (!_reader.TryReadUInt32(out uint oldestUnacked)) return false;
        AppVersion = appVersion;
        TableVersion = tableVersion;
        Time = time;
        LastEvent = lastEvent;
        OldestUnacked = oldestUnacked;
        return true;
    }

    private bool TryReadState(byte[] buffer)
    {
        if (!OpenDoors.TryRead(_reader, buffer)) return false;
        if (!_reader.TryReadNumber(SupplyMillivoltsMax, out int supplyMillivolts)) return false;
        if (!_reader.TryReadInteger(out long celsius) || celsius < CelsiusMin || celsius > CelsiusMax) return false;
        if (!_reader.TryReadNumber(FlagsMax, out int flags)) return false;
        if (!_reader.TryReadUInt32(out uint lastOrder)) return false;
        SupplyMillivolts = supplyMillivolts;
        Celsius = (int)celsius;
        Flags = flags;
        LastOrder = lastOrder;
        return true;
    }
}
