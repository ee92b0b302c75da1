using System.Security.Cryptography;
using Fachwerk.Protocol.Crypto;

namespace Fachwerk.Simulator.Crypto;

/// <summary>AES-128 of the framework in the shape of the ESP32's.</summary>
public sealed class SoftwareAes128 : IAes128, IDisposable
{
    private readonly Aes _aes = Aes.Create();
    private byte[]? _loadedKey;

    /// <inheritdoc />
    public byte[] EncryptCbc(byte[] key, byte[] iv, byte[] blocks)
    {
        Load(key);
        return _aes.EncryptCbc(blocks, iv, PaddingMode.None);
    }

    /// <inheritdoc />
    public byte[] EncryptEcb(byte[] key, byte[] blocks)
    {
        Load(key);
        return _aes.EncryptEcb(blocks, PaddingMode.None);
    }

    /// <inheritdoc />
    public void Dispose() => _aes.Dispose();

    // Setting a key costs more than a short message; most messages of a depot use the same one.
    private void Load(byte[] key)
    {
        if (_loadedKey is not null && CryptographicOperations.FixedTimeEquals(_loadedKey, key))
            return;
        _aes.Key = key;
        _loadedKey = (byte[])key.Clone();
    }
}
