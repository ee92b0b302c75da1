using System.Security.Cryptography;
using Fachwerk.Protocol.Crypto;

namespace Fachwerk.Simulator.Crypto;

/// <summary>AES-128 of the framework in the shape of the ESP32's.</summary>
public sealed class SoftwareAes128 : IAes128, IDisposable
{
    private readonly Aes aes = Aes.Create();
    private byte[]? loadedKey;

    /// <inheritdoc />
    public byte[] EncryptCbc(byte[] key, byte[] iv, byte[] blocks)
    {
        Load(key);
        return aes.EncryptCbc(blocks, iv, PaddingMode.None);
    }

    /// <inheritdoc />
    public byte[] EncryptEcb(byte[] key, byte[] blocks)
    {
        Load(key);
        return aes.EncryptEcb(blocks, PaddingMode.None);
    }

    /// <inheritdoc />
    public void Dispose() => aes.Dispose();

    // Setting a key costs more than a short message; most messages of a depot use the same one.
    private void Load(byte[] key)
    {
        if (loadedKey is not null && CryptographicOperations.FixedTimeEquals(loadedKey, key))
            return;
        aes.Key = key;
        loadedKey = (byte[])key.Clone();
    }
}
