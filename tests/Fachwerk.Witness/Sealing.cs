using System.Buffers.Binary;

namespace Fachwerk.Witness;

/// <summary>One use of a key, as real bytes.</summary>
/// <param name="From">Who sealed.</param>
/// <param name="Key">The 16 bytes of the key.</param>
/// <param name="Nonce">The 13 bytes of the nonce, behind three zeros.</param>
/// <param name="Epoch">Of the keys.</param>
/// <param name="PartialIv">What the nonce was made of.</param>
/// <param name="Sealed">Ciphertext and tag, in hex.</param>
/// <param name="Inner">What was sealed: inner code, options and payload, in hex.</param>
public readonly record struct Sealing(
    Side From, UInt128 Key, UInt128 Nonce, int Epoch, long PartialIv, string Sealed, string Inner)
{
    private const int Width = 16;

    internal static UInt128 NumberOf(ReadOnlySpan<byte> bytes)
    {
        Span<byte> wide = stackalloc byte[Width];
        bytes.CopyTo(wide[(Width - bytes.Length)..]);
        return BinaryPrimitives.ReadUInt128BigEndian(wide);
    }
}
