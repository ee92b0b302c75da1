using System.Buffers.Binary;
using System.Security.Cryptography;
using Fachwerk.Backend.Secrets;

namespace Fachwerk.Backend.Gateway;

/// <summary>
/// Echo values (RFC 9175 §2, appendix A method 3) that any node can verify and none has to remember: a controller that
/// returns one speaks after the fleet's generation began. No clock has a say in it.
/// <code>
/// generation[1] | drawn with the generation[4] | tag[8] = HMAC-SHA-256(echo key, controller[4] | generation | drawn)
/// </code>
/// </summary>
internal sealed class EchoValues(MasterKey master)
{
    /// <summary>Bytes of a value.</summary>
    public const int Length = HeadLength + TagLength;

    /// <summary>The incarnation of a telegram without a valid Echo.</summary>
    public const long None = -1;

    private const string Purpose = "fachwerk echo";
    private const int HeadLength = 5;
    private const int TagLength = 8;
    private const int ControllerLength = 4;
    private const int DrawnBits = 32;

    private readonly byte[] _key = master.Derive(Purpose);

    /// <summary>Makes the value for a controller: in one generation always the same.</summary>
    /// <param name="incarnation">The generation, and below it the 32 bits drawn with it.</param>
    /// <param name="into">Takes <see cref="Length"/> bytes.</param>
    public void Write(long controller, long incarnation, Span<byte> into)
    {
        into[0] = (byte)(incarnation >> DrawnBits);
        BinaryPrimitives.WriteUInt32BigEndian(into[1..], (uint)incarnation);
        WriteTag(controller, into[..HeadLength], into.Slice(HeadLength, TagLength));
    }

    /// <summary>The incarnation that a value was made in; <see cref="None"/> when it is not ours.</summary>
    public long IncarnationOf(long controller, ReadOnlySpan<byte> value)
    {
        if (value.Length != Length)
            return None;
        Span<byte> tag = stackalloc byte[TagLength];
        WriteTag(controller, value[..HeadLength], tag);
        return CryptographicOperations.FixedTimeEquals(tag, value[HeadLength..])
            ? ((long)value[0] << DrawnBits) | BinaryPrimitives.ReadUInt32BigEndian(value[1..])
            : None;
    }

    private void WriteTag(long controller, ReadOnlySpan<byte> head, Span<byte> tag)
    {
        Span<byte> input = stackalloc byte[ControllerLength + HeadLength];
        BinaryPrimitives.WriteUInt32BigEndian(input, (uint)controller);
        head.CopyTo(input[ControllerLength..]);
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, input, mac);
        mac[..TagLength].CopyTo(tag);
    }
}
