using Fachwerk.Firmware.Board;
using Fachwerk.Firmware.Chips;
using Fachwerk.Protocol.Bytes;

namespace Fachwerk.Firmware.Storage;

/// <summary>
/// The addresses at which gateways with a name last answered, so that a depot finds them after a restart without a name
/// server.
/// <code>
/// name[4]  count[1]  address[16]      name: CRC-32 of the name; count: 4 or 16, 0 = none   (atomic record each)
/// </code>
/// </summary>
public sealed class AddressStore : IStartRecords
{
    /// <summary>Addresses kept.</summary>
    public const int Capacity = 4;

    /// <summary>Bytes of a record.</summary>
    public const int PayloadBytes = AddressAt + NetworkAddress.Version6Bytes;

    private const int CountAt = 4;
    private const int AddressAt = 5;

    private readonly AtomicRecord[] _records = new AtomicRecord[Capacity];
    private readonly byte[] _payloads = new byte[Capacity * PayloadBytes];
    private readonly byte[] _payload = new byte[PayloadBytes];
    private int _next;

    /// <param name="fram">Chip B.</param>
    public AddressStore(Fram fram)
    {
        for (int i = 0; i < Capacity; i++)
        {
            _records[i] = new AtomicRecord(
                fram, FramMap.Addresses + i * AtomicRecord.SizeBytes(PayloadBytes), PayloadBytes);
        }
    }

    /// <inheritdoc />
    public bool IsLoaded => _next == Capacity;

    /// <summary>Reads one record. What cannot be read is asked for anew: no reason not to start.</summary>
    public bool TryLoadNext()
    {
        if (_records[_next].Load(_payload, 0) == LoadResult.Loaded)
        {
            System.Array.Copy(_payload, 0, _payloads, _next * PayloadBytes, PayloadBytes);
        }
        _next++;
        return true;
    }

    /// <summary>Reads the address of a name; none when it is not kept.</summary>
    public void Find(uint name, NetworkAddress into)
    {
        into.Clear();
        int place = PlaceOf(name);
        if (place >= 0)
        {
            into.Set(_payloads, place * PayloadBytes + AddressAt, _payloads[place * PayloadBytes + CountAt]);
        }
    }

    /// <summary>Keeps the address of a name, in place of the one that it had before.</summary>
    /// <param name="place">Where to put a name that is new.</param>
    public bool TryStore(int place, uint name, NetworkAddress address)
    {
        int known = PlaceOf(name);
        place = known < 0 ? place : known;
        BigEndian.WriteUInt32(_payload, 0, name);
        _payload[CountAt] = (byte)address.Count;
        System.Array.Copy(address.Bytes, 0, _payload, AddressAt, NetworkAddress.Version6Bytes);
        System.Array.Copy(_payload, 0, _payloads, place * PayloadBytes, PayloadBytes);
        return _records[place].TryStore(_payload, 0);
    }

    private int PlaceOf(uint name)
    {
        int place = Capacity - 1;
        while (place >= 0 && (BigEndian.ReadUInt32(_payloads, place * PayloadBytes) != name
            || _payloads[place * PayloadBytes + CountAt] == 0))
        {
            place--;
        }
        return place;
    }
}
