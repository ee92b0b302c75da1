using System.Security.Cryptography;
using Fachwerk.Protocol.Crypto;
using AesCcm = System.Security.Cryptography.AesCcm;

namespace Fachwerk.Backend.Gateway;

/// <summary>AES-CCM-16-64-128 by the framework. Has no state, so any thread may use it.</summary>
public sealed class FrameworkAead : IAead
{
    private const int TagLength = Protocol.Crypto.AesCcm.TagLength;

    public void Seal(byte[] key, byte[] nonce, byte[] aad, int aadCount, byte[] buffer, int offset, int count)
    {
        using var cipher = new AesCcm(key);
        var text = buffer.AsSpan(offset, count);
        cipher.Encrypt(nonce, text, text, buffer.AsSpan(offset + count, TagLength), aad.AsSpan(0, aadCount));
    }

    public bool TryOpen(byte[] key, byte[] nonce, byte[] aad, int aadCount, byte[] buffer, int offset, int count)
    {
        if (count < TagLength)
            return false;
        using var cipher = new AesCcm(key);
        var text = buffer.AsSpan(offset, count - TagLength);
        try
        {
            cipher.Decrypt(nonce, text, buffer.AsSpan(offset + text.Length, TagLength), text, aad.AsSpan(0, aadCount));
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }
}
