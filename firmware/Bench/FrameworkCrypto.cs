using System.Security.Cryptography;
using Fachwerk.Firmware.Board;
using Fachwerk.Protocol.Crypto;

namespace Fachwerk.Bench;

/// <summary>AES and HMAC of the framework in the shape of the ESP32's.</summary>
internal sealed class FrameworkCrypto : ICryptoChip, IAes128, IHmacSha256, IDisposable
{
    private readonly Aes _aes = System.Security.Cryptography.Aes.Create();

    /// <inheritdoc />
    public IAes128 Aes => this;

    /// <inheritdoc />
    public IHmacSha256 Hmac => this;

    /// <inheritdoc />
    public byte[] EncryptCbc(byte[] key, byte[] iv, byte[] blocks)
    {
        _aes.Key = key;
        return _aes.EncryptCbc(blocks, iv, PaddingMode.None);
    }

    /// <inheritdoc />
    public byte[] EncryptEcb(byte[] key, byte[] blocks)
    {
        _aes.Key = key;
        return _aes.EncryptEcb(blocks, PaddingMode.None);
    }

    /// <inheritdoc />
    public byte[] Compute(byte[] key, byte[] data) => HMACSHA256.HashData(key, data);

    /// <inheritdoc />
    public void Dispose() => _aes.Dispose();
}
