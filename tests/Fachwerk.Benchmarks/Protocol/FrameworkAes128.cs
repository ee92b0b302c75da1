using System.Security.Cryptography;
using Fachwerk.Protocol.Crypto;

namespace Fachwerk.Benchmarks.Protocol;

/// <summary>The framework's AES in the shape of the controller's: whole arrays in, new arrays out.</summary>
internal sealed class FrameworkAes128 : IAes128, IDisposable
{
    private readonly Aes _aes = Aes.Create();
    private byte[]? _key;

    public byte[] EncryptCbc(byte[] key, byte[] iv, byte[] blocks) =>
        Keyed(key).EncryptCbc(blocks, iv, PaddingMode.None);

    public byte[] EncryptEcb(byte[] key, byte[] blocks) => Keyed(key).EncryptEcb(blocks, PaddingMode.None);

    public void Dispose() => _aes.Dispose();

    private Aes Keyed(byte[] key)
    {
        if (!ReferenceEquals(_key, key)) _aes.Key = key;
        _key = key;
        return _aes;
    }
}
