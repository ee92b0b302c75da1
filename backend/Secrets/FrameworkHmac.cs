using System.Security.Cryptography;
using Fachwerk.Protocol.Crypto;

namespace Fachwerk.Backend.Secrets;

/// <summary>The framework's HMAC for the protocol's key derivations. Has no state.</summary>
public sealed class FrameworkHmac : IHmacSha256
{
    /// <summary>The one instance.</summary>
    public static readonly FrameworkHmac Instance = new();

    public byte[] Compute(byte[] key, byte[] data) => HMACSHA256.HashData(key, data);
}
