using System.Buffers.Binary;
using System.Security.Cryptography;
using Fachwerk.Backend.Secrets;

namespace Fachwerk.Backend.Gateway;

/// <summary>
/// Echo values (RFC 9175 §2) that any node can verify and none has to remember: a controller that returns one speaks
/// after it was made.
/// <code>
/// generation[1] | made at, Unix seconds[4] | tag[8] = HMAC-SHA-256(echo key, controller[4] | generation | made at)
/// </code>
/// </summary>
internal sealed class EchoValues(MasterKey master, TimeProvider time)
{
    /// <summary>Bytes of a value.</summary>
    public const int Length = HeadLength + TagLength;

    /// <summary>The generation of a telegram without a valid Echo.</summary>
    public const short None = -1;

    private const string Purpose = "fachwerk echo";
    private const int HeadLength = 5;
    private const int TagLength = 8;
    private const int ControllerLength = 4;

    // A controller returns it with its next telegram, at once.
    private static readonly TimeSpan AgeMax = TimeSpan.FromSeconds(10);

    // The clocks of two nodes.
    private static readonly TimeSpan AheadMax = TimeSpan.FromSeconds(2);

    private readonly byte[] _key = master.Derive(Purpose);

    /// <summary>Makes a value for a controller, now.</summary>
    /// <param name="into">Takes <see cref="Length"/> bytes.</param>
    public void Write(long controller, int generation, Span<byte> into)
    {
        into[0] = (byte)generation;
        BinaryPrimitives.WriteUInt32BigEndian(into[1..], (uint)time.GetUtcNow().ToUnixTimeSeconds());
        WriteTag(controller, into[..HeadLength], into.Slice(HeadLength, TagLength));
    }

    /// <summary>The generation that a value was made in; <see cref="None"/> when it is not ours or too old.</summary>
    public short GenerationOf(long controller, ReadOnlySpan<byte> value)
    {
        if (value.Length != Length)
            return None;
        Span<byte> tag = stackalloc byte[TagLength];
        WriteTag(controller, value[..HeadLength], tag);
        if (!CryptographicOperations.FixedTimeEquals(tag, value[HeadLength..]))
            return None;
        var madeAt = DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadUInt32BigEndian(value[1..]));
        var age = time.GetUtcNow() - madeAt;
        return age <= AgeMax && age >= -AheadMax ? value[0] : None;
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
