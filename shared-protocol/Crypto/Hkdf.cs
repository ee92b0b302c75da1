using System;

namespace Fachwerk.Protocol.Crypto;

/// <summary>HKDF with SHA-256 (RFC 5869).</summary>
public static class Hkdf
{
    /// <summary>Bytes of one HMAC.</summary>
    public const int HashLength = 32;

    /// <summary>Longest output (RFC 5869 §2.3).</summary>
    public const int OutputMax = 255 * HashLength;

    /// <summary>Extract and expand.</summary>
    /// <param name="salt">May be empty; then 32 zero bytes stand in for it (RFC 5869 §2.2).</param>
    /// <param name="length">1 to <see cref="OutputMax"/>.</param>
    public static byte[] Derive(IHmacSha256 hmac, byte[] salt, byte[] secret, byte[] info, int length) =>
        Expand(hmac, Extract(hmac, salt, secret), info, length);

    /// <summary>RFC 5869 §2.2: the pseudorandom key, 32 bytes.</summary>
    public static byte[] Extract(IHmacSha256 hmac, byte[] salt, byte[] secret) =>
        hmac.Compute(salt.Length == 0 ? new byte[HashLength] : salt, secret);

    /// <summary>RFC 5869 §2.3.</summary>
    public static byte[] Expand(IHmacSha256 hmac, byte[] pseudorandomKey, byte[] info, int length)
    {
        if (length < 1 || length > OutputMax) throw new ArgumentException("HKDF gives 1 to 8,160 bytes");
        byte[] output = new byte[length];
        byte[] input = new byte[info.Length + 1];
        Array.Copy(info, 0, input, 0, info.Length);
        int done = 0;
        for (int round = 1; done < length; round++)
        {
            input[input.Length - 1] = (byte)round;
            byte[] block = hmac.Compute(pseudorandomKey, input);
            int part = length - done < HashLength ? length - done : HashLength;
            Array.Copy(block, 0, output, done, part);
            done += part;

            // T(n) = HMAC(PRK, T(n - 1) | info | n): from the second round on the last block stands in front.
            if (round == 1)
            {
                input = new byte[HashLength + info.Length + 1];
                Array.Copy(info, 0, input, HashLength, info.Length);
            }

            Array.Copy(block, 0, input, 0, HashLength);
        }

        return output;
    }
}
