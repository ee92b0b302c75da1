using System.Security.Cryptography;
using Fachwerk.Protocol.Crypto;

namespace Fachwerk.Tests.Protocol;

/// <summary>AES-CCM of the framework: an implementation other than ours to hold ours against.</summary>
internal sealed class FrameworkAead : IAead
{
    private const int TagLength = 8;

    public void Seal(byte[] key, byte[] nonce, byte[] aad, int aadCount, byte[] buffer, int offset, int count)
    {
        using var ccm = new System.Security.Cryptography.AesCcm(key);
        Span<byte> text = buffer.AsSpan(offset, count);
        ccm.Encrypt(nonce, text, text, buffer.AsSpan(offset + count, TagLength), aad.AsSpan(0, aadCount));
    }

    public bool TryOpen(byte[] key, byte[] nonce, byte[] aad, int aadCount, byte[] buffer, int offset, int count)
    {
        if (count < TagLength) return false;
        using var ccm = new System.Security.Cryptography.AesCcm(key);
        Span<byte> text = buffer.AsSpan(offset, count - TagLength);
        ReadOnlySpan<byte> tag = buffer.AsSpan(offset + count - TagLength, TagLength);
        try
        {
            ccm.Decrypt(nonce, text, tag, text, aad.AsSpan(0, aadCount));
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }
}
