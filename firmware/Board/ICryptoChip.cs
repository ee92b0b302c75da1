using Fachwerk.Protocol.Crypto;

namespace Fachwerk.Firmware.Board;

/// <summary>What the ESP32 does natively: AES-128 and HMAC-SHA-256.</summary>
public interface ICryptoChip
{
    /// <summary>AES-128 in CBC and ECB.</summary>
    IAes128 Aes { get; }

    /// <summary>HMAC with SHA-256.</summary>
    IHmacSha256 Hmac { get; }
}
