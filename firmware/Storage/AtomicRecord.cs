using System;
using Fachwerk.Firmware.Chips;
using Fachwerk.Protocol.Bytes;

namespace Fachwerk.Firmware.Storage;

/// <summary>
/// A record of fixed length that is, after power loss at any byte of a write, either the old or the new one, whole.
/// <code>
/// two copies, each:  counter[4]  payload[n]  crc32[4]     (CRC over counter and payload)
/// </code>
/// A write goes to the copy that is not the newest, so the newest stays until the write is complete.
/// </summary>
public sealed class AtomicRecord
{
    /// <summary>Bytes a copy needs besides its payload.</summary>
    public const int OverheadBytes = 8;

    private const int CounterBytes = 4;

    private readonly Fram fram;
    private readonly int address;
    private readonly int payloadBytes;
    private readonly byte[] copy;
    private uint counter;
    private int newest = 1;

    /// <param name="address">Of the first copy; the second follows it.</param>
    public AtomicRecord(Fram fram, int address, int payloadBytes)
    {
        this.fram = fram;
        this.address = address;
        this.payloadBytes = payloadBytes;
        copy = new byte[payloadBytes + OverheadBytes];
    }

    /// <summary>Bytes of FRAM a record with this payload takes.</summary>
    public static int SizeBytes(int payloadBytes) => 2 * (payloadBytes + OverheadBytes);

    /// <summary>Reads the newest whole copy.</summary>
    public LoadResult Load(byte[] payload, int offset)
    {
        LoadResult result = LoadResult.Blank;
        for (int index = 0; index < 2; index++)
        {
            if (!fram.TryRead(address + index * copy.Length, copy, 0, copy.Length))
            {
                return LoadResult.NoAnswer;
            }
            uint found = BigEndian.ReadUInt32(copy, 0);
            bool isWhole = BigEndian.ReadUInt32(copy, CounterBytes + payloadBytes)
                == Crc.Compute32(copy, 0, CounterBytes + payloadBytes);
            if (isWhole && (result == LoadResult.Blank || found > counter))
            {
                result = LoadResult.Loaded;
                counter = found;
                newest = index;
                Array.Copy(copy, CounterBytes, payload, offset, payloadBytes);
            }
        }
        return result;
    }

    /// <summary>Writes the record; when it returns true, the new payload is durable.</summary>
    public bool TryStore(byte[] payload, int offset)
    {
        int target = 1 - newest;
        BigEndian.WriteUInt32(copy, 0, counter + 1);
        Array.Copy(payload, offset, copy, CounterBytes, payloadBytes);
        uint crc = Crc.Compute32(copy, 0, CounterBytes + payloadBytes);
        BigEndian.WriteUInt32(copy, CounterBytes + payloadBytes, crc);
        if (!fram.TryWrite(address + target * copy.Length, copy, 0, copy.Length))
        {
            return false;
        }
        counter++;
        newest = target;
        return true;
    }
}
