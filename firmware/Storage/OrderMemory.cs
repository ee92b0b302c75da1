using Fachwerk.Firmware.Chips;
using Fachwerk.Protocol.Bytes;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Storage;

/// <summary>
/// The last 32 orders and what became of them, so that none is done twice.
/// <code>
/// orderId[4]  outcome[1]  event[4]      (atomic record each)
/// </code>
/// </summary>
public sealed class OrderMemory : IStartRecords
{
    /// <summary>Orders remembered.</summary>
    public const int Capacity = 32;

    /// <summary>Bytes of a record.</summary>
    public const int PayloadBytes = 9;

    private const int RecordsPerRead = 2;

    private readonly Fram _fram;
    private readonly AtomicRecord[] _records = new AtomicRecord[Capacity];
    private readonly uint[] _ids = new uint[Capacity];
    private readonly OrderOutcome[] _outcomes = new OrderOutcome[Capacity];
    private readonly uint[] _events = new uint[Capacity];
    private readonly byte[] _payload = new byte[PayloadBytes];
    private int _next;

    /// <param name="fram">Chip A.</param>
    public OrderMemory(Fram fram)
    {
        _fram = fram;
        fram.Reserve(RecordsPerRead * AtomicRecord.SizeBytes(PayloadBytes));
        for (int i = 0; i < Capacity; i++)
        {
            int address = FramMap.Orders + i * AtomicRecord.SizeBytes(PayloadBytes);
            _records[i] = new AtomicRecord(fram, address, PayloadBytes);
        }
    }

    /// <summary>The newest order ever taken on; 0 = none.</summary>
    public uint LastId
    {
        get
        {
            uint last = 0;
            for (int i = 0; i < Capacity; i++)
            {
                last = _ids[i] > last ? _ids[i] : last;
            }
            return last;
        }
    }

    /// <inheritdoc />
    public bool IsLoaded => _next == Capacity;

    /// <summary>Reads all records.</summary>
    public bool TryLoad()
    {
        _next = 0;
        return StartRecords.TryLoadAll(this);
    }

    /// <summary>Reads a few; a damaged one counts as forgotten.</summary>
    public bool TryLoadNext()
    {
        int recordBytes = AtomicRecord.SizeBytes(PayloadBytes);
        if (!_fram.TryRead(
            FramMap.Orders + _next * recordBytes, _fram.Scratch, 0, RecordsPerRead * recordBytes))
        {
            return false;
        }
        for (int at = 0; at < RecordsPerRead * recordBytes; at += recordBytes)
        {
            bool isHeld = _records[_next].Take(_fram.Scratch, at, _payload, 0) == LoadResult.Loaded;
            _ids[_next] = isHeld ? BigEndian.ReadUInt32(_payload, 0) : 0;
            _outcomes[_next] = isHeld ? (OrderOutcome)_payload[4] : OrderOutcome.Expired;
            _events[_next] = isHeld ? BigEndian.ReadUInt32(_payload, 5) : 0;
            _next++;
        }
        return true;
    }

    /// <summary>The place of an order; -1 when it is not remembered.</summary>
    public int Find(uint orderId)
    {
        uint[] ids = _ids;
        int place = orderId == 0 ? -1 : Capacity - 1;
        while (place >= 0 && ids[place] != orderId)
        {
            place--;
        }
        return place;
    }

    /// <summary>True for an order so old that it may have been remembered once.</summary>
    public bool IsForgotten(uint orderId) => orderId == 0 || orderId < _ids[Oldest()];

    /// <summary>The order at a place; 0 = none.</summary>
    public uint IdAt(int place) => _ids[place];

    /// <summary>Its outcome.</summary>
    public OrderOutcome OutcomeAt(int place) => _outcomes[place];

    /// <summary>The event that explains it.</summary>
    public uint EventAt(int place) => _events[place];

    /// <summary>Remembers an order in place of the oldest; when it returns true, that is durable.</summary>
    public bool TryRemember(uint orderId, OrderOutcome outcome, uint eventNumber)
    {
        int place = Find(orderId);
        place = place < 0 ? Oldest() : place;
        BigEndian.WriteUInt32(_payload, 0, orderId);
        _payload[4] = (byte)outcome;
        BigEndian.WriteUInt32(_payload, 5, eventNumber);
        if (!_records[place].TryStore(_payload, 0))
        {
            return false;
        }
        _ids[place] = orderId;
        _outcomes[place] = outcome;
        _events[place] = eventNumber;
        return true;
    }

    private int Oldest()
    {
        uint[] ids = _ids;
        int oldest = 0;
        uint lowest = ids[0];
        for (int i = 1; i < Capacity; i++)
        {
            uint id = ids[i];
            if (id < lowest)
            {
                lowest = id;
                oldest = i;
            }
        }
        return oldest;
    }
}
