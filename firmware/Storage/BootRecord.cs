using Fachwerk.Firmware.Chips;
using Fachwerk.Protocol.Bytes;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Storage;

/// <summary>
/// How often and why the controller started, and the latest time it was ever sure of.
/// <code>
/// bootCount[4]  marker[1]  timeHighWater[4]      marker: a BootReason, 0 = none
/// </code>
/// </summary>
public sealed class BootRecord
{
    /// <summary>Bytes of the record.</summary>
    public const int PayloadBytes = 9;

    private readonly AtomicRecord _record;
    private readonly byte[] _payload = new byte[PayloadBytes];

    /// <param name="fram">Chip A.</param>
    public BootRecord(Fram fram)
    {
        _record = new AtomicRecord(fram, FramMap.Boot, PayloadBytes);
    }

    /// <summary>Starts counted so far, this one included.</summary>
    public uint BootCount => BigEndian.ReadUInt32(_payload, 0);

    /// <summary>Why this start happened.</summary>
    public BootReason Reason { get; private set; } = BootReason.PowerOrWatchdog;

    /// <summary>Unix seconds below which the clock is never set.</summary>
    public uint TimeHighWater => BigEndian.ReadUInt32(_payload, 5);

    /// <summary>Reads the record, counts this start and takes the marker away.</summary>
    public LoadResult Load()
    {
        LoadResult result = _record.Load(_payload, 0);
        if (result == LoadResult.NoAnswer)
        {
            return result;
        }
        Reason = _payload[4] == 0 ? BootReason.PowerOrWatchdog : (BootReason)_payload[4];
        _payload[4] = 0;
        BigEndian.WriteUInt32(_payload, 0, BootCount + 1);
        return _record.TryStore(_payload, 0) ? result : LoadResult.NoAnswer;
    }

    /// <summary>Raises the count: an older image was put back.</summary>
    public bool TryRaiseCount(uint bootCount)
    {
        BigEndian.WriteUInt32(_payload, 0, bootCount);
        return _record.TryStore(_payload, 0);
    }

    /// <summary>Leaves word why the next start happens.</summary>
    public bool TryMark(BootReason reason)
    {
        _payload[4] = (byte)reason;
        return _record.TryStore(_payload, 0);
    }

    /// <summary>Raises the mark below which the clock is never set.</summary>
    public bool TryRaiseTime(uint unixSeconds)
    {
        if (unixSeconds <= TimeHighWater)
        {
            return true;
        }
        BigEndian.WriteUInt32(_payload, 5, unixSeconds);
        return _record.TryStore(_payload, 0);
    }

    internal bool TryClear()
    {
        BigEndian.WriteUInt32(_payload, 0, 0);
        _payload[4] = 0;
        BigEndian.WriteUInt32(_payload, 5, 0);
        return _record.TryStore(_payload, 0);
    }
}
