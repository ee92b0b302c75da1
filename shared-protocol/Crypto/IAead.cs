namespace Fachwerk.Protocol.Crypto;

/// <summary>AES-CCM-16-64-128 (COSE 10): 16-byte key, 13-byte nonce, 8-byte tag. Works in place.</summary>
public interface IAead
{
    /// <summary>Encrypts <paramref name="count"/> bytes in place and writes the 8-byte tag behind them.</summary>
    void Seal(byte[] key, byte[] nonce, byte[] aad, int aadCount, byte[] buffer, int offset, int count);

    /// <summary>Verifies and decrypts in place.</summary>
    /// <param name="count">Bytes of ciphertext and tag together, at least 8.</param>
    /// <returns>False when it does not verify; the buffer's contents are then undefined.</returns>
    bool TryOpen(byte[] key, byte[] nonce, byte[] aad, int aadCount, byte[] buffer, int offset, int count);
}
