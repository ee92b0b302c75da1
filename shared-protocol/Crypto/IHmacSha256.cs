namespace Fachwerk.Protocol.Crypto;

/// <summary>HMAC with SHA-256 (RFC 2104) as the ESP32 offers it.</summary>
public interface IHmacSha256
{
    /// <summary>The 32-byte HMAC of <paramref name="data"/>.</summary>
    /// <param name="key">Any length, at least 1 byte.</param>
    /// <param name="data">Any length.</param>
    byte[] Compute(byte[] key, byte[] data);
}
