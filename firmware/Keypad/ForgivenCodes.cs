using Fachwerk.Firmware.Chips;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Bytes;

namespace Fachwerk.Firmware.Keypad;

/// <summary>
/// The codes that gave wrong entries back last, so that each does so once. A cut in a write leaves a number that is no
/// code's: the code before it is forgotten, which lets it forgive once more.
/// <code>
/// codeId[4] × 32, a ring
/// </code>
/// </summary>
internal sealed class ForgivenCodes
{
    /// <summary>Codes remembered.</summary>
    public const int Capacity = 32;

    private const int IdBytes = 4;

    private readonly Fram _fram;
    private readonly byte[] _ring = new byte[Capacity * IdBytes];

    public ForgivenCodes(Fram fram)
    {
        _fram = fram;
    }

    /// <summary>Where the next one goes; kept by the owner's record.</summary>
    public int Next { get; private set; }

    public bool TryLoad(int next)
    {
        Next = next % Capacity;
        return _fram.TryRead(FramMap.ForgivenCodes, _ring, 0, _ring.Length);
    }

    public bool Contains(uint codeId)
    {
        for (int i = 0; i < Capacity; i++)
        {
            if (BigEndian.ReadUInt32(_ring, i * IdBytes) == codeId)
            {
                return true;
            }
        }
        return false;
    }

    public bool TryAdd(uint codeId)
    {
        int at = Next * IdBytes;
        BigEndian.WriteUInt32(_ring, at, codeId);
        Next = (Next + 1) % Capacity;
        return _fram.TryWrite(FramMap.ForgivenCodes + at, _ring, at, IdBytes);
    }
}
