using System;
using Fachwerk.Firmware.Chips;
using Fachwerk.Protocol.Bytes;

namespace Fachwerk.Firmware.Storage;

/// <summary>
/// A record of fixed length that is, after power loss at any byte of a write, either the old or the new one, whole.
/// <code>
/// two copies, each:  counter[4]  payload[n]  crc32[4]     (CRC over counter and payload)
/// </code>
/// A write goes to the copy that is not the newest, so the newest stays until the write is complete. A copy in which
/// one bit has flipped is mended when it is read.
/// </summary>
public sealed class AtomicRecord
{
    /// <summary>Bytes a copy needs besides its payload.</summary>
    public const int OverheadBytes = 8;

    private const int CounterBytes = 4;

    private readonly Fram _fram;
    private readonly int _address;
    private readonly int _payloadBytes;
    private readonly byte[] _copy;
    private uint _counter;
    private int _newest = 1;

    /// <param name="address">Of the first copy; the second follows it.</param>
    public AtomicRecord(Fram fram, int address, int payloadBytes)
    {
        _fram = fram;
        _address = address;
        _payloadBytes = payloadBytes;
        _copy = new byte[payloadBytes + OverheadBytes];
    }

    /// <summary>Bytes of FRAM a record with this payload takes.</summary>
    public static int SizeBytes(int payloadBytes) => 2 * (payloadBytes + OverheadBytes);

    /// <summary>
    /// True when a copy was found that is neither whole nor blank, nor so but for one bit: a write was cut, or several
    /// bits have flipped, and then it may have been the newest.
    /// </summary>
    public bool IsDoubtful { get; private set; }

    /// <summary>Reads the newest whole copy.</summary>
    public LoadResult Load(byte[] payload, int offset)
    {
        LoadResult result = LoadResult.Blank;
        IsDoubtful = false;
        for (int index = 0; index < 2; index++)
        {
            if (!_fram.TryRead(_address + index * _copy.Length, _copy, 0, _copy.Length))
            {
                return LoadResult.NoAnswer;
            }
            if (!IsWhole() && !IsBlank())
            {
                IsDoubtful |= !TryMend(_address + index * _copy.Length);
            }
            uint found = BigEndian.ReadUInt32(_copy, 0);
            if (IsWhole() && (result == LoadResult.Blank || found > _counter))
            {
                result = LoadResult.Loaded;
                _counter = found;
                _newest = index;
                Array.Copy(_copy, CounterBytes, payload, offset, _payloadBytes);
            }
        }
        return result;
    }

    /// <summary>Writes the record; when it returns true, the new payload is durable.</summary>
    public bool TryStore(byte[] payload, int offset)
    {
        int target = 1 - _newest;
        BigEndian.WriteUInt32(_copy, 0, _counter + 1);
        Array.Copy(payload, offset, _copy, CounterBytes, _payloadBytes);
        uint crc = Crc.Compute32(_copy, 0, CounterBytes + _payloadBytes);
        BigEndian.WriteUInt32(_copy, CounterBytes + _payloadBytes, crc);
        if (!_fram.TryWrite(_address + target * _copy.Length, _copy, 0, _copy.Length))
        {
            return false;
        }
        _counter++;
        _newest = target;
        return true;
    }

    private bool TryMend(int address)
    {
        int flip = Crc.FindFlip32(_copy, 0, _copy.Length);
        return _fram.TryMend(address, _copy, 0, flip >= 0 ? flip : Crc.FindLoneBit(_copy, 0, _copy.Length));
    }

    private bool IsWhole() => BigEndian.ReadUInt32(_copy, CounterBytes + _payloadBytes)
        == Crc.Compute32(_copy, 0, CounterBytes + _payloadBytes);

    private bool IsBlank()
    {
        int at = 0;
        while (at < _copy.Length && _copy[at] == 0)
        {
            at++;
        }
        return at == _copy.Length;
    }
}
