using Fachwerk.Firmware.Chips;
using Fachwerk.Protocol.Bytes;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Storage;

/// <summary>
/// How often and why the controller started, the latest time that answers agreed on, and where small steps have led the
/// clock since.
/// <code>
/// bootCount[4]  marker[1]  agreedTime[4]  displacement[2]    marker: a BootReason, 0 = none
/// </code>
/// </summary>
/// <param name="fram">Chip A.</param>
public sealed class BootRecord(Fram fram)
{
    /// <summary>Bytes of the record.</summary>
    public const int PayloadBytes = 11;

    private readonly AtomicRecord _record = new AtomicRecord(fram, FramMap.Boot, PayloadBytes);
    private readonly byte[] _payload = new byte[PayloadBytes];

    /// <summary>Starts counted so far, this one included.</summary>
    public uint BootCount => BigEndian.ReadUInt32(_payload, 0);

    /// <summary>Why this start happened.</summary>
    public BootReason Reason { get; private set; } = BootReason.PowerOrWatchdog;

    /// <summary>Unix seconds that have passed for sure: an earlier time is none, unless answers agree on it.</summary>
    public uint AgreedTime => BigEndian.ReadUInt32(_payload, 5);

    /// <summary>Sum of the small steps since an agreement in seconds, negative = back.</summary>
    public int Displacement => (short)BigEndian.ReadUInt16(_payload, 9);

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

    /// <summary>Stores a time that was agreed on, earlier or later than the one before, and the displacement.</summary>
    public bool TryStoreTime(uint agreed, int displacement)
    {
        BigEndian.WriteUInt32(_payload, 5, agreed);
        BigEndian.WriteUInt16(_payload, 9, displacement & 0xFFFF);
        return _record.TryStore(_payload, 0);
    }

    internal bool TryClear()
    {
        BigEndian.WriteUInt32(_payload, 0, 0);
        _payload[4] = 0;
        return TryStoreTime(0, 0);
    }
}
