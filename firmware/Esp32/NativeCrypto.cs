using System.Security.Cryptography;
using Fachwerk.Firmware.Board;
using Fachwerk.Protocol.Crypto;

namespace Fachwerk.Esp32;

/// <summary>The ESP32's own AES and HMAC.</summary>
internal sealed class NativeCrypto : ICryptoChip, IAes128, IHmacSha256
{
    private readonly Aes _cbc = new Aes(CipherMode.CBC);
    private readonly Aes _ecb = new Aes(CipherMode.ECB);

    public IAes128 Aes => this;

    public IHmacSha256 Hmac => this;

    public byte[] EncryptCbc(byte[] key, byte[] iv, byte[] blocks)
    {
        _cbc.Key = key;
        _cbc.IV = iv;
        return _cbc.Encrypt(blocks);
    }

    public byte[] EncryptEcb(byte[] key, byte[] blocks)
    {
        _ecb.Key = key;
        return _ecb.Encrypt(blocks);
    }

    public byte[] Compute(byte[] key, byte[] data) => HMACSHA256.HashData(key, data);
}
