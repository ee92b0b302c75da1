using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Fachwerk.Backend.Database;

namespace Fachwerk.Backend.Audit;

/// <summary>
/// The hash that ties an entry to all before it: SHA-256 over
/// <code>
/// previous hash   32 bytes (32 zero bytes before entry 1)
/// number           8 bytes big-endian
/// at               8 bytes big-endian, microseconds since 1970 UTC
/// recorded at      8 bytes big-endian, microseconds since 1970 UTC
/// kind             4 bytes big-endian length, UTF-8
/// depot           16 bytes big-endian UUID, zero when there is none
/// compartment      2 bytes big-endian, zero when there is none
/// actor            4 bytes big-endian length, UTF-8
/// detail           4 bytes big-endian length, UTF-8 exactly as stored
/// </code>
/// </summary>
public static class AuditChain
{
    /// <summary>Bytes of a hash.</summary>
    public const int HashLength = SHA256.HashSizeInBytes;

    /// <summary>What stands before the first entry.</summary>
    public static byte[] Start => new byte[HashLength];

    /// <summary>The hash of an entry that follows <paramref name="previous"/>.</summary>
    public static byte[] Hash(
        byte[] previous, long number, DateTimeOffset at, DateTimeOffset recordedAt, string kind, DepotId? depot,
        short? compartment, string actor, string detail)
    {
        using var buffer = new MemoryStream();
        buffer.Write(previous);
        WriteInt64(buffer, number);
        WriteInt64(buffer, Microseconds(at));
        WriteInt64(buffer, Microseconds(recordedAt));
        WriteText(buffer, kind);
        buffer.Write((depot?.Value ?? Guid.Empty).ToByteArray(bigEndian: true));
        Span<byte> two = stackalloc byte[2];
        BinaryPrimitives.WriteInt16BigEndian(two, compartment ?? 0);
        buffer.Write(two);
        WriteText(buffer, actor);
        WriteText(buffer, detail);
        return SHA256.HashData(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    /// <summary>The hash of a stored entry that follows <paramref name="previous"/>.</summary>
    public static byte[] Hash(byte[] previous, AuditEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return Hash(previous, entry.Number, entry.At, entry.RecordedAt, entry.Kind, entry.Depot, entry.Compartment,
            entry.Actor, entry.Detail);
    }

    /// <summary>A time as the database keeps it: whole microseconds, UTC.</summary>
    public static DateTimeOffset Whole(DateTimeOffset time) =>
        DateTimeOffset.UnixEpoch.AddTicks(Microseconds(time) * TimeSpan.TicksPerMicrosecond);

    private static long Microseconds(DateTimeOffset time) =>
        (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private static void WriteInt64(MemoryStream buffer, long value)
    {
        Span<byte> eight = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(eight, value);
        buffer.Write(eight);
    }

    private static void WriteText(MemoryStream buffer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> four = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(four, bytes.Length);
        buffer.Write(four);
        buffer.Write(bytes);
    }
}
