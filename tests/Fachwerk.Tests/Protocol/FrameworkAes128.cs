using System.Security.Cryptography;
using Fachwerk.Protocol.Crypto;

namespace Fachwerk.Tests.Protocol;

/// <summary>AES-128 of the framework behind the controller's interface; counts its calls.</summary>
internal sealed class FrameworkAes128 : IAes128
{
    public int Calls { get; private set; }

    public byte[] EncryptCbc(byte[] key, byte[] iv, byte[] blocks)
    {
        Calls++;
        using Aes aes = Aes.Create();
        aes.Key = key;
        return aes.EncryptCbc(blocks, iv, PaddingMode.None);
    }

    public byte[] EncryptEcb(byte[] key, byte[] blocks)
    {
        Calls++;
        using Aes aes = Aes.Create();
        aes.Key = key;
        return aes.EncryptEcb(blocks, PaddingMode.None);
    }
}
