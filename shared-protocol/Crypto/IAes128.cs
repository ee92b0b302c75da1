namespace Fachwerk.Protocol.Crypto;

/// <summary>
/// AES-128 as the ESP32 offers it: whole multi-block calls that return new arrays and take no offsets.
/// </summary>
public interface IAes128
{
    /// <summary>CBC encryption without padding.</summary>
    /// <param name="key">16 bytes.</param>
    /// <param name="iv">16 bytes.</param>
    /// <param name="blocks">A multiple of 16 bytes, at least 16.</param>
    /// <returns>As many bytes as <paramref name="blocks"/>.</returns>
    byte[] EncryptCbc(byte[] key, byte[] iv, byte[] blocks);

    /// <summary>ECB encryption without padding.</summary>
    /// <param name="key">16 bytes.</param>
    /// <param name="blocks">A multiple of 16 bytes, at least 16.</param>
    /// <returns>As many bytes as <paramref name="blocks"/>.</returns>
    byte[] EncryptEcb(byte[] key, byte[] blocks);
}
