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

    // Of the newest copy: the first of the two has the odd ones.
    private uint _counter;

    /// <param name="address">Of the first copy; the second follows it.</param>
    public AtomicRecord(Fram fram, int address, int payloadBytes)
    {
        _fram = fram;
        _address = address;
        _payloadBytes = payloadBytes;
        fram.Reserve(SizeBytes(payloadBytes));
    }

    /// <summary>Bytes of FRAM a record with this payload takes.</summary>
    public static int SizeBytes(int payloadBytes) => 2 * (payloadBytes + OverheadBytes);

    /// <summary>
    /// True when a copy was found that is neither whole nor blank, nor so but for one bit: a write was cut, or several
    /// bits have flipped, and then it may have been the newest.
    /// </summary>
    public bool IsDoubtful { get; private set; }

    private int CopyBytes => _payloadBytes + OverheadBytes;

    /// <summary>Reads the newest whole copy.</summary>
    public LoadResult Load(byte[] payload, int offset)
    {
        byte[] copies = _fram.Scratch;
        return _fram.TryRead(_address, copies, 0, 2 * CopyBytes)
            ? Take(copies, 0, payload, offset) : LoadResult.NoAnswer;
    }

    /// <summary>Takes the newest whole copy of the two, which were read together with others.</summary>
    public LoadResult Take(byte[] copies, int at, byte[] payload, int offset)
    {
        LoadResult result = LoadResult.Blank;
        IsDoubtful = false;
        for (int index = 0; index < 2; index++)
        {
            if (IsHeld(copies, at, _address + index * CopyBytes))
            {
                uint found = BigEndian.ReadUInt32(copies, at);
                if (result == LoadResult.Blank || found > _counter)
                {
                    result = LoadResult.Loaded;
                    _counter = found;
                    Array.Copy(copies, at + CounterBytes, payload, offset, _payloadBytes);
                }
            }
            at += CopyBytes;
        }
        return result;
    }

    /// <summary>Writes the record; when it returns true, the new payload is durable.</summary>
    public bool TryStore(byte[] payload, int offset)
    {
        byte[] copy = _fram.Scratch;
        int target = (int)_counter & 1;
        BigEndian.WriteUInt32(copy, 0, _counter + 1);
        Array.Copy(payload, offset, copy, CounterBytes, _payloadBytes);
        uint crc = Crc.Compute32(copy, 0, CounterBytes + _payloadBytes);
        BigEndian.WriteUInt32(copy, CounterBytes + _payloadBytes, crc);
        if (!_fram.TryWrite(_address + target * CopyBytes, copy, 0, CopyBytes))
        {
            return false;
        }
        _counter++;
        return true;
    }

    // Blank ones first: most are, and to see that takes no CRC.
    private bool IsHeld(byte[] copies, int at, int address)
    {
        if (IsBlank(copies, at))
        {
            return false;
        }
        int checkedBytes = CounterBytes + _payloadBytes;
        if (BigEndian.ReadUInt32(copies, at + checkedBytes) == Crc.Compute32(copies, at, checkedBytes))
        {
            return true;
        }
        int flip = Crc.FindFlip32(copies, at, CopyBytes);
        bool isLone = flip < 0;
        bool isMended = _fram.TryMend(
            address, copies, at, isLone ? Crc.FindLoneBit(copies, at, CopyBytes) : flip);
        IsDoubtful |= !isMended;
        return isMended && !isLone;
    }

    private bool IsBlank(byte[] copies, int at)
    {
        int end = at + CopyBytes;
        while (at < end && copies[at] == 0)
        {
            at++;
        }
        return at == end;
    }
}
