using System;
using Fachwerk.Protocol.Bytes;

namespace Fachwerk.Protocol.Crypto;

/// <summary>
/// AES-CCM (RFC 3610) with M = 8 and L = 2 in two native calls a message: one AES-CBC over the B blocks, whose last
/// block is the CBC-MAC, and one AES-ECB over the counter blocks. Not for more than one thread.
/// </summary>
public sealed class AesCcm : IAead
{
    /// <summary>Bytes of the tag.</summary>
    public const int TagLength = 8;

    /// <summary>Bytes of the nonce.</summary>
    public const int NonceLength = 13;

    /// <summary>Longest additional data (RFC 3610 §2.2 has longer ones with another length field).</summary>
    public const int AadMax = 0xFEFF;

    private const int BlockLength = 16;

    private readonly IAes128 _aes;
    private readonly byte[] _zeroIv = new byte[BlockLength];
    private readonly BlockArrays _inputs = new BlockArrays();

    /// <summary>Creates a CCM over the native block cipher.</summary>
    public AesCcm(IAes128 aes) => _aes = aes;

    /// <inheritdoc/>
    public void Seal(byte[] key, byte[] nonce, byte[] aad, int aadCount, byte[] buffer, int offset, int count)
    {
        byte[] chain = Authenticate(key, nonce, aad, aadCount, buffer, offset, count);
        byte[] stream = KeyStream(key, nonce, count);
        Mix(buffer, offset, stream, count);
        int mac = chain.Length - BlockLength;
        for (int i = 0; i < TagLength; i++) buffer[offset + count + i] = (byte)(chain[mac + i] ^ stream[i]);
    }

    /// <inheritdoc/>
    public bool TryOpen(byte[] key, byte[] nonce, byte[] aad, int aadCount, byte[] buffer, int offset, int count)
    {
        int textCount = count - TagLength;
        if (textCount < 0) return false;
        byte[] stream = KeyStream(key, nonce, textCount);
        Mix(buffer, offset, stream, textCount);
        byte[] chain = Authenticate(key, nonce, aad, aadCount, buffer, offset, textCount);
        int mac = chain.Length - BlockLength;
        for (int i = 0; i < TagLength; i++) chain[mac + i] ^= stream[i];
        return FixedTime.AreEqual(chain, mac, buffer, offset + textCount, TagLength);
    }

    // RFC 3610 §2.2: B_0, the additional data behind its 2-byte length, the message; each padded with zeros.
    private byte[] Authenticate(
        byte[] key, byte[] nonce, byte[] aad, int aadCount, byte[] buffer, int offset, int count)
    {
        int aadBlocks = aadCount == 0 ? 0 : Blocks(2 + aadCount);
        byte[] input = _inputs.Take(1 + aadBlocks + Blocks(count));
        Array.Clear(input, 0, input.Length);
        input[0] = (byte)((aadCount > 0 ? 0x40 : 0) | (((TagLength - 2) / 2) << 3) | 1);
        Array.Copy(nonce, 0, input, 1, NonceLength);
        BigEndian.WriteUInt16(input, BlockLength - 2, count);
        if (aadCount > 0)
        {
            BigEndian.WriteUInt16(input, BlockLength, aadCount);
            Array.Copy(aad, 0, input, BlockLength + 2, aadCount);
        }

        Array.Copy(buffer, offset, input, (1 + aadBlocks) * BlockLength, count);
        return _aes.EncryptCbc(key, _zeroIv, input);
    }

    // RFC 3610 §2.3: A_0 encrypts the tag, A_1 and on the message.
    private byte[] KeyStream(byte[] key, byte[] nonce, int count)
    {
        byte[] input = _inputs.Take(1 + Blocks(count));
        for (int block = 0, at = 0; at < input.Length; block++, at += BlockLength)
        {
            input[at] = 1;
            Array.Copy(nonce, 0, input, at + 1, NonceLength);
            BigEndian.WriteUInt16(input, at + BlockLength - 2, block);
        }

        return _aes.EncryptEcb(key, input);
    }

    // Four bytes a round: on the controller each instruction is interpreted.
    private static void Mix(byte[] buffer, int at, byte[] stream, int count)
    {
        int from = BlockLength;
        for (int end = at + count - 3; at < end; at += 4)
        {
            buffer[at] ^= stream[from];
            buffer[at + 1] ^= stream[from + 1];
            buffer[at + 2] ^= stream[from + 2];
            buffer[at + 3] ^= stream[from + 3];
            from += 4;
        }

        for (int rest = count & 3; rest > 0; rest--) buffer[at++] ^= stream[from++];
    }

    private static int Blocks(int count) => (count + BlockLength - 1) / BlockLength;
}
