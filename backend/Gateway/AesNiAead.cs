using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Fachwerk.Protocol.Crypto;
using Aes = System.Runtime.Intrinsics.X86.Aes;
using Sse2 = System.Runtime.Intrinsics.X86.Sse2;

namespace Fachwerk.Backend.Gateway;

/// <summary>
/// AES-CCM (RFC 3610) with M = 8 and L = 2 over the processor's AES instructions: no allocation and no exception for
/// a forged telegram, both of which the framework's AesCcm has. Has no state, so any thread may use it.
/// </summary>
public sealed class AesNiAead : IAead
{
    private const int BlockLength = 16;
    private const int NonceLength = AesCcm.NonceLength;
    private const int TagLength = AesCcm.TagLength;
    private const int RoundKeys = 11;

    /// <summary>True when this processor can.</summary>
    public static bool IsSupported => Aes.IsSupported && Sse2.IsSupported;

    /// <summary>The fastest implementation that this machine has.</summary>
    public static IAead OrFramework() => IsSupported ? new AesNiAead() : new FrameworkAead();

    public void Seal(byte[] key, byte[] nonce, byte[] aad, int aadCount, byte[] buffer, int offset, int count)
    {
        Span<Vector128<byte>> keys = stackalloc Vector128<byte>[RoundKeys];
        Expand(key, keys);
        var text = buffer.AsSpan(offset, count);
        var mac = Authenticate(keys, nonce, aad.AsSpan(0, aadCount), text);
        ApplyStream(keys, nonce, text);
        var tag = mac ^ Encrypt(keys, Counter(nonce, 0));
        BinaryPrimitives.WriteUInt64LittleEndian(buffer.AsSpan(offset + count), tag.AsUInt64().ToScalar());
    }

    public bool TryOpen(byte[] key, byte[] nonce, byte[] aad, int aadCount, byte[] buffer, int offset, int count)
    {
        if (count < TagLength)
            return false;
        Span<Vector128<byte>> keys = stackalloc Vector128<byte>[RoundKeys];
        Expand(key, keys);
        var text = buffer.AsSpan(offset, count - TagLength);
        ApplyStream(keys, nonce, text);
        var mac = Authenticate(keys, nonce, aad.AsSpan(0, aadCount), text);
        var tag = mac ^ Encrypt(keys, Counter(nonce, 0));

        // One comparison of all 8 bytes: its time says nothing about where they differ.
        var received = BinaryPrimitives.ReadUInt64LittleEndian(buffer.AsSpan(offset + text.Length, TagLength));
        return tag.AsUInt64().ToScalar() == received;
    }

    // RFC 3610 §2.2: B_0, the additional data behind its 2-byte length, the message; each padded with zeros.
    private static Vector128<byte> Authenticate(
        ReadOnlySpan<Vector128<byte>> keys, byte[] nonce, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> text)
    {
        Span<byte> block = stackalloc byte[BlockLength];
        block[0] = (byte)((aad.Length > 0 ? 0x40 : 0) | ((TagLength - 2) / 2 << 3) | 1);
        nonce.AsSpan(0, NonceLength).CopyTo(block[1..]);
        BinaryPrimitives.WriteUInt16BigEndian(block[14..], (ushort)text.Length);
        var mac = Encrypt(keys, Vector128.Create<byte>(block));
        if (aad.Length > 0)
        {
            BinaryPrimitives.WriteUInt16BigEndian(block, (ushort)aad.Length);
            var first = Math.Min(aad.Length, BlockLength - 2);
            aad[..first].CopyTo(block[2..]);
            block[(2 + first)..].Clear();
            mac = Encrypt(keys, mac ^ Vector128.Create<byte>(block));
            mac = Absorb(keys, mac, aad[first..]);
        }

        return Absorb(keys, mac, text);
    }

    private static Vector128<byte> Absorb(
        ReadOnlySpan<Vector128<byte>> keys, Vector128<byte> mac, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= BlockLength; bytes = bytes[BlockLength..])
            mac = Encrypt(keys, mac ^ Vector128.Create(bytes));
        if (bytes.IsEmpty)
            return mac;
        Span<byte> last = stackalloc byte[BlockLength];
        last.Clear();
        bytes.CopyTo(last);
        return Encrypt(keys, mac ^ Vector128.Create<byte>(last));
    }

    // RFC 3610 §2.3: A_1 and on encrypt the message.
    private static void ApplyStream(ReadOnlySpan<Vector128<byte>> keys, byte[] nonce, Span<byte> text)
    {
        for (var number = 1; !text.IsEmpty; number++)
        {
            var stream = Encrypt(keys, Counter(nonce, number));
            if (text.Length < BlockLength)
            {
                for (var i = 0; i < text.Length; i++)
                    text[i] ^= stream[i];
                return;
            }

            (Vector128.Create<byte>(text) ^ stream).CopyTo(text);
            text = text[BlockLength..];
        }
    }

    private static Vector128<byte> Counter(byte[] nonce, int number)
    {
        Span<byte> block = stackalloc byte[BlockLength];
        block[0] = 1;
        nonce.AsSpan(0, NonceLength).CopyTo(block[1..]);
        BinaryPrimitives.WriteUInt16BigEndian(block[14..], (ushort)number);
        return Vector128.Create<byte>(block);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Encrypt(ReadOnlySpan<Vector128<byte>> keys, Vector128<byte> block)
    {
        block ^= keys[0];
        for (var round = 1; round < RoundKeys - 1; round++)
            block = Aes.Encrypt(block, keys[round]);
        return Aes.EncryptLast(block, keys[RoundKeys - 1]);
    }

    // FIPS 197 §5.2.
    private static void Expand(byte[] key, Span<Vector128<byte>> keys)
    {
        keys[0] = Vector128.Create(key.AsSpan(0, BlockLength));
        keys[1] = Next(keys[0], Aes.KeygenAssist(keys[0], 0x01));
        keys[2] = Next(keys[1], Aes.KeygenAssist(keys[1], 0x02));
        keys[3] = Next(keys[2], Aes.KeygenAssist(keys[2], 0x04));
        keys[4] = Next(keys[3], Aes.KeygenAssist(keys[3], 0x08));
        keys[5] = Next(keys[4], Aes.KeygenAssist(keys[4], 0x10));
        keys[6] = Next(keys[5], Aes.KeygenAssist(keys[5], 0x20));
        keys[7] = Next(keys[6], Aes.KeygenAssist(keys[6], 0x40));
        keys[8] = Next(keys[7], Aes.KeygenAssist(keys[7], 0x80));
        keys[9] = Next(keys[8], Aes.KeygenAssist(keys[8], 0x1B));
        keys[10] = Next(keys[9], Aes.KeygenAssist(keys[9], 0x36));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Next(Vector128<byte> key, Vector128<byte> assist)
    {
        key ^= Sse2.ShiftLeftLogical128BitLane(key, 4);
        key ^= Sse2.ShiftLeftLogical128BitLane(key, 8);
        return key ^ Sse2.Shuffle(assist.AsInt32(), 0xFF).AsByte();
    }
}
