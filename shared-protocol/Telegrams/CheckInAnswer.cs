using Fachwerk.Protocol.Cbor;

namespace Fachwerk.Protocol.Telegrams;

/// <summary>
/// 2.04 to a check-in: <c>[time, tableVersion, ackedEvent, nextCheckInSeconds, minimumEpoch]</c>. Reusable.
/// </summary>
public sealed class CheckInAnswer
{
    private const int RequiredItems = 5;

    private readonly CborReader _reader = new CborReader();
    private readonly CborWriter _writer = new CborWriter();

    /// <summary>Unix seconds, UTC; 0 = not to be trusted. At most 2^32 - 1.</summary>
    public long Time { get; set; }

    /// <summary>The table version the depot should have; 0 = none.</summary>
    public uint TableVersion { get; set; }

    /// <summary>Events up to this number are in the database; 0 = none.</summary>
    public uint AckedEvent { get; set; }

    /// <summary>
    /// Seconds until the next check-in, at most <see cref="Limits.NextCheckInSecondsMax"/>; 0 = as usual.
    /// </summary>
    public int NextCheckInSeconds { get; set; }

    /// <summary>The depot steps until it has this key epoch.</summary>
    public int MinimumEpoch { get; set; }

    /// <summary>Writes the body.</summary>
    /// <returns>Bytes written; 0 when they do not fit.</returns>
    public int Write(byte[] buffer, int offset, int capacity)
    {
        _writer.Reset(buffer, offset, capacity);
        _writer.WriteArray(RequiredItems);
        _writer.WriteUnsigned((ulong)Time);
        _writer.WriteUnsigned(TableVersion);
        _writer.WriteUnsigned(AckedEvent);
        _writer.WriteUnsigned((ulong)NextCheckInSeconds);
        _writer.WriteUnsigned((ulong)MinimumEpoch);
        return _writer.Overflowed ? 0 : _writer.Count;
    }

    /// <summary>Reads a body; false when it is not one. Further items are ignored.</summary>
    public bool TryRead(byte[] buffer, int offset, int count)
    {
        _reader.Reset(buffer, offset, count);
        if (!_reader.TryReadArray(out int items) || items < RequiredItems) return false;
        if (!_reader.TryReadUInt32(out uint time)) return false;
        if (!_reader.TryReadUInt32(out uint tableVersion)) return false;
        if (!_reader.TryReadUInt32(out uint ackedEvent)) return false;
        if (!_reader.TryReadNumber(Limits.NextCheckInSecondsMax, out int nextCheckInSeconds)) return false;
        if (!_reader.TryReadNumber(Limits.EpochMax, out int minimumEpoch)) return false;
        Time = time;
        TableVersion = tableVersion;
        AckedEvent = ackedEvent;
        NextCheckInSeconds = nextCheckInSeconds;
        MinimumEpoch = minimumEpoch;
        return _reader.TrySkip(items - RequiredItems) && _reader.AtEnd;
    }
}
