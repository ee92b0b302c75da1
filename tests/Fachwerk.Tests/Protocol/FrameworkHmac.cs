using System.Security.Cryptography;
using Fachwerk.Protocol.Crypto;

namespace Fachwerk.Tests.Protocol;

/// <summary>HMAC-SHA-256 of the framework behind the controller's interface.</summary>
internal sealed class FrameworkHmac : IHmacSha256
{
    public byte[] Compute(byte[] key, byte[] data) => HMACSHA256.HashData(key, data);
}
