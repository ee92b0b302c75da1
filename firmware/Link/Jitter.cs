using Fachwerk.Protocol.Bytes;
using Fachwerk.Protocol.Crypto;

namespace Fachwerk.Firmware.Link;

/// <summary>
/// Spreads depots in time: HMAC(key, boot count ‖ n), never a random generator, so that every depot and boot has its
/// own sequence and a test can repeat it.
/// </summary>
public sealed class Jitter
{
    private readonly IHmacSha256 _hmac;
    private readonly byte[] _key;
    private readonly byte[] _input = new byte[8];
    private uint _taken;

    /// <param name="key">A key that is used for nothing else.</param>
    public Jitter(IHmacSha256 hmac, byte[] key, uint bootCount)
    {
        _hmac = hmac;
        _key = key;
        BigEndian.WriteUInt32(_input, 0, bootCount);
    }

    /// <summary>A number from <paramref name="min"/> to <paramref name="max"/>, both included.</summary>
    public int Next(int min, int max)
    {
        BigEndian.WriteUInt32(_input, 4, _taken++);
        uint value = BigEndian.ReadUInt32(_hmac.Compute(_key, _input), 0);
        return min + (int)(value % (uint)(max - min + 1));
    }
}
