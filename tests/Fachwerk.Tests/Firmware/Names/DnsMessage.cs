using System.Net;
using System.Text;

namespace Fachwerk.Tests.Firmware.Names;

/// <summary>Messages as RFC 1035 §4.1 lays them out, put together without a line of the firmware's.</summary>
internal sealed class DnsMessage
{
    public const int A = 1;
    public const int Cname = 5;
    public const int Txt = 16;
    public const int Aaaa = 28;

    private readonly List<byte> _bytes = [];
    private int _answers;

    /// <param name="flags">0x8180: an answer, recursion desired and available, no error.</param>
    public DnsMessage(int id, string host, int type, int flags = 0x8180)
    {
        Add16(id, flags, 1, 0, 0, 0);
        _bytes.AddRange(Name(host));
        Add16(type, 1);
    }

    public int Length => _bytes.Count;

    /// <summary>Labels, each behind its length, and the empty one.</summary>
    public static byte[] Name(string host) =>
        [.. host.Split('.').SelectMany(label => (byte[])[(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]), 0];

    /// <summary>Labels that go on elsewhere in the message.</summary>
    public static byte[] NameAt(string labels, int at) =>
        [.. labels.Length == 0 ? [] : Name(labels)[..^1], (byte)(0xC0 | at >> 8), (byte)at];

    public DnsMessage Record(byte[] owner, int type, uint seconds, byte[] data, int ofClass = 1)
    {
        _bytes.AddRange(owner);
        Add16(type, ofClass, (int)(seconds >> 16), (int)(seconds & 0xFFFF), data.Length);
        _bytes.AddRange(data);
        _answers++;
        return this;
    }

    public DnsMessage Address(byte[] owner, string address, uint seconds = 300)
    {
        byte[] bytes = IPAddress.Parse(address).GetAddressBytes();
        return Record(owner, bytes.Length == 4 ? A : Aaaa, seconds, bytes);
    }

    public byte[] ToArray()
    {
        byte[] message = [.. _bytes];
        message[6] = (byte)(_answers >> 8);
        message[7] = (byte)_answers;
        return message;
    }

    private void Add16(params int[] values) =>
        _bytes.AddRange(values.SelectMany(value => (byte[])[(byte)(value >> 8), (byte)value]));
}
