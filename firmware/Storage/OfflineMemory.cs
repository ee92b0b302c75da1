using Fachwerk.Firmware.Chips;
using Fachwerk.Protocol.Bytes;
using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Storage;

/// <summary>
/// Which offline codes opened each compartment: the newest start, and a bit for each code of that start. Written before
/// the pulse.
/// <code>
/// newestStart[4]  used[4]      (atomic record, one a compartment; bit = class · 4 + serial)
/// </code>
/// </summary>
public sealed class OfflineMemory : IStartRecords
{
    /// <summary>Bytes of a record.</summary>
    public const int PayloadBytes = 8;

    private const int RecordsPerRead = 4;

    private readonly Fram _fram;
    private readonly AtomicRecord[] _records = new AtomicRecord[Limits.CompartmentMax];
    private readonly uint[] _newestStarts = new uint[Limits.CompartmentMax];
    private readonly uint[] _used = new uint[Limits.CompartmentMax];
    private readonly byte[] _payload = new byte[PayloadBytes];
    private int _next;

    /// <param name="fram">Chip A.</param>
    public OfflineMemory(Fram fram)
    {
        _fram = fram;
        fram.Reserve(RecordsPerRead * AtomicRecord.SizeBytes(PayloadBytes));
        for (int i = 0; i < _records.Length; i++)
        {
            int address = FramMap.OfflineMemory + i * AtomicRecord.SizeBytes(PayloadBytes);
            _records[i] = new AtomicRecord(fram, address, PayloadBytes);
        }
    }

    /// <inheritdoc />
    public bool IsLoaded => _next == _records.Length;

    /// <summary>Reads all records.</summary>
    public bool TryLoad()
    {
        _next = 0;
        return StartRecords.TryLoadAll(this);
    }

    /// <summary>Reads a few; a blank one means that nothing opened yet.</summary>
    public bool TryLoadNext()
    {
        int recordBytes = AtomicRecord.SizeBytes(PayloadBytes);
        if (!_fram.TryRead(
            FramMap.OfflineMemory + _next * recordBytes, _fram.Scratch, 0, RecordsPerRead * recordBytes))
        {
            return false;
        }
        for (int at = 0; at < RecordsPerRead * recordBytes; at += recordBytes)
        {
            bool isHeld = _records[_next].Take(_fram.Scratch, at, _payload, 0) == LoadResult.Loaded;
            _newestStarts[_next] = isHeld ? BigEndian.ReadUInt32(_payload, 0) : 0;
            _used[_next] = isHeld ? BigEndian.ReadUInt32(_payload, 4) : 0;
            _next++;
        }
        return true;
    }

    /// <summary>
    /// Start of the newest code that opened the compartment, in hours; 0 = none did. One that begins a code epoch from
    /// now or later opened under a wrong time, and would for ever stand above those that are right.
    /// </summary>
    /// <param name="hour">Hours since 1970, now.</param>
    public uint NewestStart(int compartment, uint hour)
    {
        uint newest = _newestStarts[compartment - 1];
        return newest < hour + OfflineCode.EpochHours ? newest : 0;
    }

    /// <summary>True when the code of the newest start with this mark has opened.</summary>
    public bool IsUsed(int compartment, int mark) => (_used[compartment - 1] >> mark & 1) != 0;

    /// <summary>Marks a code as used; a later start forgets the marks before. True when it is durable.</summary>
    public bool TryMark(int compartment, uint start, int mark)
    {
        int place = compartment - 1;
        uint used = (start == _newestStarts[place] ? _used[place] : 0) | (1u << mark);
        if (start == _newestStarts[place] && used == _used[place])
        {
            return true;
        }
        BigEndian.WriteUInt32(_payload, 0, start);
        BigEndian.WriteUInt32(_payload, 4, used);
        if (!_records[place].TryStore(_payload, 0))
        {
            return false;
        }
        _newestStarts[place] = start;
        _used[place] = used;
        return true;
    }
}
