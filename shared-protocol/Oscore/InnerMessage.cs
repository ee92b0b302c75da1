using System;
using Fachwerk.Protocol.Bytes;
using Fachwerk.Protocol.Coap;

namespace Fachwerk.Protocol.Oscore;

/// <summary>
/// The protected part of a telegram (RFC 8613 §5.3): code, options of the profile, payload. Unknown critical options
/// are refused, elective ones ignored. Reusable, allocates nothing after construction.
/// </summary>
public sealed class InnerMessage
{
    /// <summary>Longest ETag (RFC 7252 §5.10.6).</summary>
    public const int ETagMax = 8;

    /// <summary>Longest Echo (RFC 9175 §2.2.1).</summary>
    public const int EchoMax = 40;

    /// <summary>Says "no Block2" where a value is passed.</summary>
    public const long NoBlock = -1;

    private const string SinceQuery = "since=";
    private const int DigitsMax = 10;
    private const int QueryMax = 6 + DigitsMax;

    private readonly CoapOptionReader _options = new CoapOptionReader();
    private readonly CoapWriter _writer = new CoapWriter();
    private readonly byte[] _query = new byte[QueryMax];

    /// <summary>Method or answer code.</summary>
    public int Code { get; set; }

    /// <summary>The one-letter path of a request, such as 'c'; 0 without a path or with another one.</summary>
    public int Resource { get; set; }

    /// <summary>The table version in the query <c>since</c>; 0 without one, which reads the whole table.</summary>
    public uint Since { get; set; }

    /// <summary>The value of Block2, see <see cref="BlockValue"/>; <see cref="NoBlock"/> without one.</summary>
    public long Block2 { get; set; } = NoBlock;

    /// <summary>The ETag; only the first <see cref="ETagCount"/> bytes count.</summary>
    public byte[] ETag { get; } = new byte[ETagMax];

    /// <summary>Length of the ETag, 0 without one.</summary>
    public int ETagCount { get; set; }

    /// <summary>The Echo value; only the first <see cref="EchoCount"/> bytes count.</summary>
    public byte[] Echo { get; } = new byte[EchoMax];

    /// <summary>Length of the Echo value, 0 without one.</summary>
    public int EchoCount { get; set; }

    /// <summary>Where the payload starts in the buffer it was read from.</summary>
    public int PayloadOffset { get; private set; }

    /// <summary>Length of the payload, 0 without one.</summary>
    public int PayloadCount { get; private set; }

    /// <summary>Empties all but the code, which it sets.</summary>
    public void Begin(int code)
    {
        Code = code;
        Resource = 0;
        Since = 0;
        Block2 = NoBlock;
        ETagCount = 0;
        EchoCount = 0;
        PayloadOffset = 0;
        PayloadCount = 0;
    }

    /// <summary>Sets the ETag to a table version, 4 bytes.</summary>
    public void SetETag(uint version)
    {
        BigEndian.WriteUInt32(ETag, 0, version);
        ETagCount = 4;
    }

    /// <summary>Writes code, options and payload.</summary>
    /// <returns>Bytes written; 0 when they do not fit.</returns>
    public int Write(byte[] body, int bodyOffset, int bodyCount, byte[] buffer, int offset, int capacity)
    {
        _writer.Reset(buffer, offset, capacity);
        _writer.WriteCode(Code);
        if (ETagCount > 0) _writer.WriteOption(CoapOption.ETag, ETag, 0, ETagCount);
        if (Resource != 0) _writer.WriteUnsignedOption(CoapOption.UriPath, (uint)Resource);
        if (Since != 0) _writer.WriteOption(CoapOption.UriQuery, _query, 0, WriteSince());
        if (Block2 >= 0) _writer.WriteUnsignedOption(CoapOption.Block2, (uint)Block2);
        if (EchoCount > 0) _writer.WriteOption(CoapOption.Echo, Echo, 0, EchoCount);
        _writer.WritePayload(body, bodyOffset, bodyCount);
        return _writer.Overflowed ? 0 : _writer.Count;
    }

    /// <summary>Reads an inner message.</summary>
    public WireError TryRead(byte[] buffer, int offset, int count)
    {
        Begin(CoapCode.Empty);
        if (count < 1) return WireError.Length;
        Code = buffer[offset];
        if (!CoapCode.IsRequest(Code) && !CoapCode.IsResponse(Code)) return WireError.Header;
        _options.Reset(buffer, offset + 1, count - 1);
        int last = 0;
        while (_options.TryNext())
        {
            bool repeated = _options.Number == last;
            last = _options.Number;
            if (!TryReadOption(buffer, repeated)) return WireError.Option;
        }

        PayloadOffset = _options.PayloadOffset;
        PayloadCount = _options.PayloadCount;
        return _options.Failed ? WireError.Option : WireError.None;
    }

    // RFC 7252 §5.4.5: an option that must not be repeated counts as unknown from its second occurrence on.
    private bool TryReadOption(byte[] buffer, bool repeated)
    {
        switch (_options.Number)
        {
            case CoapOption.UriPath:
                // A path of two segments is none of ours.
                bool isOurs = !repeated && _options.ValueCount == 1;
                Resource = isOurs ? buffer[_options.ValueOffset] : 0;
                return true;
            case CoapOption.UriQuery:
                return !repeated && TryReadSince(buffer);
            case CoapOption.Block2:
                return !repeated && TryReadBlock2();
            case CoapOption.ETag:
                if (!repeated) ETagCount = Copy(buffer, ETag, 1);
                return true;
            case CoapOption.Echo:
                if (!repeated) EchoCount = Copy(buffer, Echo, 1);
                return true;
            default:
                return !CoapOption.IsCritical(_options.Number);
        }
    }

    private bool TryReadBlock2()
    {
        if (!_options.TryReadUnsigned(3, out uint value) || !BlockValue.IsValid(value)) return false;
        Block2 = value;
        return true;
    }

    // An elective option of a length it cannot have is ignored (RFC 7252 §5.4.3).
    private int Copy(byte[] buffer, byte[] target, int countMin)
    {
        int count = _options.ValueCount;
        if (count < countMin || count > target.Length) return 0;
        Array.Copy(buffer, _options.ValueOffset, target, 0, count);
        return count;
    }

    private int WriteSince()
    {
        int digits = 1;
        for (uint rest = Since / 10; rest > 0; rest /= 10) digits++;
        for (int i = 0; i < SinceQuery.Length; i++) _query[i] = (byte)SinceQuery[i];
        uint value = Since;
        for (int i = SinceQuery.Length + digits - 1; i >= SinceQuery.Length; i--)
        {
            _query[i] = (byte)('0' + value % 10);
            value /= 10;
        }

        return SinceQuery.Length + digits;
    }

    private bool TryReadSince(byte[] buffer)
    {
        int digits = _options.ValueCount - SinceQuery.Length;
        if (digits < 1 || digits > DigitsMax) return false;
        int at = _options.ValueOffset;
        for (int i = 0; i < SinceQuery.Length; i++)
        {
            if (buffer[at + i] != SinceQuery[i]) return false;
        }

        ulong value = 0;
        for (int i = SinceQuery.Length; i < _options.ValueCount; i++)
        {
            int digit = buffer[at + i] - '0';
            if (digit < 0 || digit > 9) return false;
            value = value * 10 + (ulong)digit;
        }

        Since = (uint)value;
        return value <= uint.MaxValue;
    }
}
