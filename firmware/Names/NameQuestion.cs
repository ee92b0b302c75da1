using Fachwerk.Protocol.Bytes;

namespace Fachwerk.Firmware.Names;

/// <summary>
/// One question to a name server: the address of a host (RFC 1035 §4.1.1, §4.1.2; AAAA: RFC 3596).
/// <code>
/// id[2] flags[2] questions[2] answers[2] authorities[2] further[2]    labels: length[1] text[length] … 0[1]
/// type[2] class[2]
/// </code>
/// </summary>
public sealed class NameQuestion
{
    /// <summary>Type of an IPv4 address.</summary>
    public const int TypeA = 1;

    /// <summary>Type of an IPv6 address.</summary>
    public const int TypeAaaa = 28;

    /// <summary>Class of the Internet.</summary>
    public const int ClassInternet = 1;

    /// <summary>Bytes before the name.</summary>
    public const int HeaderBytes = 12;

    private const int NameBytesMax = 255;
    private const int LabelBytesMax = 63;
    private const int TypeAndClassBytes = 4;

    // "Recursion desired", nothing else.
    private const int Flags = 0x0100;

    private int _nameBytes;

    /// <summary>The message.</summary>
    public byte[] Message { get; } = new byte[HeaderBytes + NameBytesMax + TypeAndClassBytes];

    /// <summary>Its length.</summary>
    public int Count => HeaderBytes + _nameBytes + TypeAndClassBytes;

    /// <summary>Bytes that the name takes in it.</summary>
    public int NameBytes => _nameBytes;

    /// <summary>The number by which its answer is known.</summary>
    public int Id => BigEndian.ReadUInt16(Message, 0);

    /// <summary>What is asked for.</summary>
    public int Type => BigEndian.ReadUInt16(Message, HeaderBytes + _nameBytes);

    /// <summary>Puts the name of a host in; a dot at its end is left out.</summary>
    /// <returns>False when it is none: an empty or long label, or more than 255 bytes in all.</returns>
    public bool TrySetName(string host)
    {
        _nameBytes = 0;
        int end = host.Length > 0 && host[host.Length - 1] == '.' ? host.Length - 1 : host.Length;
        // A length before each label, and one of 0.
        if (end == 0 || end + 2 > NameBytesMax)
        {
            return false;
        }
        int lengthAt = HeaderBytes;
        int at = HeaderBytes + 1;
        for (int i = 0; i <= end; i++, at++)
        {
            char next = i == end ? '.' : host[i];
            if (next <= ' ' || next > '~')
            {
                return false;
            }
            Message[at] = (byte)next;
            if (next == '.')
            {
                int length = at - lengthAt - 1;
                if (length < 1 || length > LabelBytesMax)
                {
                    return false;
                }
                Message[lengthAt] = (byte)length;
                lengthAt = at;
            }
        }
        Message[lengthAt] = 0;
        _nameBytes = end + 2;
        return true;
    }

    /// <summary>Makes it ready to be sent.</summary>
    /// <param name="id">A number that nobody can guess.</param>
    public void Begin(int type, int id)
    {
        BigEndian.WriteUInt16(Message, 0, id);
        BigEndian.WriteUInt16(Message, 2, Flags);
        BigEndian.WriteUInt16(Message, 4, 1);
        System.Array.Clear(Message, 6, HeaderBytes - 6);
        BigEndian.WriteUInt16(Message, HeaderBytes + _nameBytes, type);
        BigEndian.WriteUInt16(Message, HeaderBytes + _nameBytes + 2, ClassInternet);
    }

    /// <summary>True when a message repeats the question; capital letters do not matter (RFC 4343).</summary>
    public bool IsRepeatedIn(byte[] message, int count)
    {
        if (count < Count || BigEndian.ReadUInt16(message, 4) != 1)
        {
            return false;
        }
        int end = HeaderBytes + _nameBytes;
        for (int i = HeaderBytes; i < end; i++)
        {
            if (Small(message[i]) != Small(Message[i]))
            {
                return false;
            }
        }
        return BigEndian.ReadUInt16(message, end) == Type
            && BigEndian.ReadUInt16(message, end + 2) == ClassInternet;
    }

    /// <summary>A letter as a small one; all else as it is.</summary>
    public static int Small(int letter) => letter >= 'A' && letter <= 'Z' ? letter | 0x20 : letter;
}
