using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Fachwerk.Simulator.Depots;

/// <summary>Answers a question for the address of a host, as RFC 1035 §4.1 lays messages out.</summary>
public static class NameServer
{
    /// <summary>The flags of an answer: response, recursion desired and available.</summary>
    public const int AnswerFlags = 0x8180;

    private const int HeaderBytes = 12;
    private const int TypeAndClassBytes = 4;
    private const int NoSuchHost = 3;

    // Of the flags, the count of answers; a name as a pointer to the question.
    private const int FlagsAt = 2;
    private const int AnswersAt = 6;
    private const int PointerToQuestion = 0xC000 | HeaderBytes;

    private const int TypeA = 1;
    private const int TypeAaaa = 28;
    private const int ClassInternet = 1;

    /// <summary>The host that is asked for; null when it is no question with one name.</summary>
    public static string? HostIn(ReadOnlySpan<byte> message)
    {
        int end = EndOfQuestion(message);
        if (end < 0 || (message[FlagsAt] & 0x80) != 0)
            return null;
        StringBuilder host = new();
        for (int at = HeaderBytes; message[at] != 0; at += message[at] + 1)
        {
            host.Append(host.Length == 0 ? "" : ".");
            host.Append(Encoding.ASCII.GetString(message.Slice(at + 1, message[at])));
        }

        return host.ToString();
    }

    /// <summary>What is asked for: 1 = IPv4, 28 = IPv6.</summary>
    public static int TypeIn(ReadOnlySpan<byte> question) =>
        BinaryPrimitives.ReadUInt16BigEndian(question[(EndOfQuestion(question) - TypeAndClassBytes)..]);

    /// <summary>The answer to a question.</summary>
    /// <param name="question">One that <see cref="HostIn"/> can read.</param>
    /// <param name="addresses">All of the host; none: there is no such host.</param>
    /// <param name="seconds">How long it may be used.</param>
    public static byte[] Answer(
        ReadOnlySpan<byte> question, IReadOnlyCollection<IPAddress> addresses, uint seconds = 60)
    {
        int type = TypeIn(question);
        AddressFamily family = type switch
        {
            TypeA => AddressFamily.InterNetwork,
            TypeAaaa => AddressFamily.InterNetworkV6,
            _ => AddressFamily.Unknown
        };
        List<byte> answer = [.. question[..EndOfQuestion(question)]];
        IPAddress[] found = [.. addresses.Where(address => address.AddressFamily == family)];
        foreach (IPAddress address in found)
            answer.AddRange(Record(type, seconds, address.GetAddressBytes()));
        byte[] message = [.. answer];
        int code = addresses.Count == 0 ? NoSuchHost : 0;
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(FlagsAt), (ushort)(AnswerFlags | code));
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(AnswersAt), (ushort)found.Length);
        return message;
    }

    private static byte[] Record(int type, uint seconds, byte[] data)
    {
        byte[] record = new byte[12 + data.Length];
        BinaryPrimitives.WriteUInt16BigEndian(record, PointerToQuestion);
        BinaryPrimitives.WriteUInt16BigEndian(record.AsSpan(2), (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(record.AsSpan(4), ClassInternet);
        BinaryPrimitives.WriteUInt32BigEndian(record.AsSpan(6), seconds);
        BinaryPrimitives.WriteUInt16BigEndian(record.AsSpan(10), (ushort)data.Length);
        data.CopyTo(record, 12);
        return record;
    }

    // Behind its type and class; -1 when there is not one question, whole.
    private static int EndOfQuestion(ReadOnlySpan<byte> message)
    {
        if (message.Length < HeaderBytes || BinaryPrimitives.ReadUInt16BigEndian(message[4..]) != 1)
            return -1;
        int at = HeaderBytes;
        while (at < message.Length && message[at] is > 0 and < 64)
            at += message[at] + 1;
        int end = at + 1 + TypeAndClassBytes;
        return end <= message.Length && message[at] == 0 ? end : -1;
    }
}
