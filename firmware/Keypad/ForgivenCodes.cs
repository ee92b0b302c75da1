using Fachwerk.Firmware.Chips;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Bytes;

namespace Fachwerk.Firmware.Keypad;

/// <summary>
/// The codes that gave wrong entries back last, so that each does so once. A cut in a write leaves a number that is no
/// code's: the code before it is forgotten, which lets it forgive once more. A flipped bit is mended when it is read.
/// <code>
/// codeId[4] crc16[2]  × 32, a ring; all zero = none yet
/// </code>
/// </summary>
internal sealed class ForgivenCodes
{
    /// <summary>Codes remembered.</summary>
    public const int Capacity = 32;

    private const int IdBytes = 4;
    private const int SlotBytes = IdBytes + 2;

    private readonly Fram _fram;
    private readonly byte[] _ring = new byte[Capacity * SlotBytes];

    public ForgivenCodes(Fram fram)
    {
        _fram = fram;
    }

    /// <summary>Where the next one goes; kept by the owner's record.</summary>
    public int Next { get; private set; }

    public bool TryLoad(int next)
    {
        Next = next % Capacity;
        if (!_fram.TryRead(FramMap.ForgivenCodes, _ring, 0, _ring.Length))
        {
            return false;
        }
        for (int at = 0; at < _ring.Length; at += SlotBytes)
        {
            if (BigEndian.ReadUInt16(_ring, at + IdBytes) != Crc.Compute16(_ring, at, IdBytes))
            {
                int lone = Crc.FindLoneBit(_ring, at, SlotBytes);
                int flip = lone >= 0 ? lone : Crc.FindFlip16(_ring, at, SlotBytes);
                _fram.TryMend(FramMap.ForgivenCodes + at, _ring, at, flip);
            }
        }
        return true;
    }

    public bool Contains(uint codeId)
    {
        for (int i = 0; i < Capacity; i++)
        {
            if (BigEndian.ReadUInt32(_ring, i * SlotBytes) == codeId)
            {
                return true;
            }
        }
        return false;
    }

    public bool TryAdd(uint codeId)
    {
        int at = Next * SlotBytes;
        BigEndian.WriteUInt32(_ring, at, codeId);
        BigEndian.WriteUInt16(_ring, at + IdBytes, Crc.Compute16(_ring, at, IdBytes));
        Next = (Next + 1) % Capacity;
        return _fram.TryWrite(FramMap.ForgivenCodes + at, _ring, at, SlotBytes);
    }
}
