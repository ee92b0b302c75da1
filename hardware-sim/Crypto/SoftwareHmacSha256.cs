using System.Security.Cryptography;
using Fachwerk.Protocol.Crypto;

namespace Fachwerk.Simulator.Crypto;

/// <summary>HMAC-SHA-256 of the framework in the shape of the ESP32's.</summary>
public sealed class SoftwareHmacSha256 : IHmacSha256
{
    /// <summary>How many were computed: each allocates its result.</summary>
    public int Computed { get; private set; }

    /// <inheritdoc />
    public byte[] Compute(byte[] key, byte[] data)
    {
        Computed++;
        return HMACSHA256.HashData(key, data);
    }
}
