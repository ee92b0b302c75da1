using Fachwerk.Protocol.Crypto;

namespace Fachwerk.Benchmarks.Protocol;

/// <summary>The framework's AES-CCM, built anew for every message, as a gateway of many controllers would.</summary>
internal sealed class FrameworkAead : IAead
{
    private const int TagLength = AesCcm.TagLength;

    public void Seal(byte[] key, byte[] nonce, byte[] aad, int aadCount, byte[] buffer, int offset, int count)
    {
        using var ccm = new System.Security.Cryptography.AesCcm(key);
        Span<byte> text = buffer.AsSpan(offset, count);
        ccm.Encrypt(nonce, text, text, buffer.AsSpan(offset + count, TagLength), aad.AsSpan(0, aadCount));
    }

    public bool TryOpen(byte[] key, byte[] nonce, byte[] aad, int aadCount, byte[] buffer, int offset, int count)
    {
        using var ccm = new System.Security.Cryptography.AesCcm(key);
        Span<byte> text = buffer.AsSpan(offset, count - TagLength);
        ccm.Decrypt(nonce, text, buffer.AsSpan(offset + text.Length, TagLength), text, aad.AsSpan(0, aadCount));
        return true;
    }
}
