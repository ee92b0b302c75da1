using System.Security.Cryptography;
using Fachwerk.Protocol.Crypto;

namespace Fachwerk.Benchmarks.Protocol;

/// <summary>The framework's HMAC-SHA-256.</summary>
internal sealed class FrameworkHmac : IHmacSha256
{
    public byte[] Compute(byte[] key, byte[] data) => HMACSHA256.HashData(key, data);
}
