using System.Security.Cryptography;
using Fachwerk.Protocol.Crypto;

namespace Fachwerk.Simulator.Crypto;

/// <summary>HMAC-SHA-256 of the framework in the shape of the ESP32's.</summary>
public sealed class SoftwareHmacSha256 : IHmacSha256
{
    /// <inheritdoc />
    public byte[] Compute(byte[] key, byte[] data) => HMACSHA256.HashData(key, data);
}
