using System;
using Fachwerk.Protocol.Bytes;
using Fachwerk.Protocol.Coap;

namespace Fachwerk.Protocol.Oscore;

/// <summary>
/// The outside of a protected message: what can be read without a key (RFC 8613 §4, §5). Reading it is the "peek": kid,
/// epoch and partial IV are known before any cryptography. Reusable, allocates nothing after construction.
/// </summary>
public sealed class OscoreMessage
{
    /// <summary>Longest datagram; a longer one is dropped and counted.</summary>
    public const int DatagramMax = 1152;

    private readonly CoapOptionReader _options = new CoapOptionReader();

    /// <summary>Type, message id and token. The outer code says only request or answer.</summary>
    public CoapHeader Header { get; } = new CoapHeader();

    /// <summary>The OSCORE option.</summary>
    public OscoreOption Option { get; } = new OscoreOption();

    /// <summary>Where the ciphertext starts; after unprotecting, where the inner message starts.</summary>
    public int PayloadOffset { get; private set; }

    /// <summary>Length of ciphertext and tag; after unprotecting, length of the inner message.</summary>
    public int PayloadCount { get; internal set; }

    /// <summary>Uri-Host to write outside (class U); the profile has none.</summary>
    public byte[]? UriHost { get; set; }

    /// <summary>The controller number a request carries as kid; 0 when the kid is not 4 bytes.</summary>
    public uint Controller => Option.KidCount == 4 ? BigEndian.ReadUInt32(Option.Kid, 0) : 0;

    /// <summary>The key epoch a request carries as kid context; -1 when it is not 1 byte.</summary>
    public int Epoch => Option.HasKidContext && Option.KidContextCount == 1 ? Option.KidContext[0] : -1;

    /// <summary>Reads the outside of a request: confirmable POST with token, partial IV and kid.</summary>
    public WireError TryReadRequest(byte[] buffer, int offset, int count)
    {
        WireError error = TryRead(buffer, offset, count);
        if (error != WireError.None) return error;
        if (Header.Type != CoapType.Confirmable || Header.Code != CoapCode.Post) return WireError.Header;
        if (Header.TokenCount == 0) return WireError.Header;

        // RFC 8613 §6.1: in requests kid and partial IV are always present.
        return Option.HasKid && Option.PartialIv >= 0 ? WireError.None : WireError.OscoreOption;
    }

    /// <summary>Reads the outside of an answer: an acknowledgement with 2.04.</summary>
    public WireError TryReadResponse(byte[] buffer, int offset, int count)
    {
        WireError error = TryRead(buffer, offset, count);
        if (error != WireError.None) return error;
        bool isAnswer = Header.Type == CoapType.Acknowledgement && Header.Code == CoapCode.Changed;
        return isAnswer ? WireError.None : WireError.Header;
    }

    private WireError TryRead(byte[] buffer, int offset, int count)
    {
        Option.Clear();
        PayloadOffset = offset;
        PayloadCount = 0;
        if (count > DatagramMax) return WireError.Length;
        WireError error = Header.TryRead(buffer, offset, count);
        if (error != WireError.None) return error;
        _options.Reset(buffer, offset + Header.Count, count - Header.Count);
        error = TryReadOptions(buffer);
        if (error != WireError.None) return error;
        PayloadOffset = _options.PayloadOffset;
        PayloadCount = _options.PayloadCount;

        // The inner message has a code at least, and the tag stands behind it.
        return PayloadCount > OscoreCodec.TagLength ? WireError.None : WireError.Length;
    }

    private WireError TryReadOptions(byte[] buffer)
    {
        bool isProtected = false;
        while (_options.TryNext())
        {
            if (_options.Number == CoapOption.Oscore)
            {
                // RFC 7252 §5.4.5: an option that must not be repeated counts as unknown when it is; this one is
                // critical.
                if (isProtected) return WireError.Option;
                isProtected = true;
                if (!Option.TryRead(buffer, _options.ValueOffset, _options.ValueCount)) return WireError.OscoreOption;
            }
            else if (CoapOption.IsCritical(_options.Number) && !IsHarmlessOutside(_options.Number))
            {
                return WireError.Option;
            }
        }

        if (_options.Failed) return WireError.Option;
        return isProtected ? WireError.None : WireError.NotProtected;
    }

    // Uri-Host and Uri-Port are class U and say nothing to an endpoint that serves one host. The others are class E:
    // RFC 8613 §8.2 and §8.4 step 2 have the receiver discard them outside. An outer Block is neither, and refused.
    private static bool IsHarmlessOutside(int number) =>
        number == CoapOption.UriHost || number == CoapOption.UriPort
        || number == CoapOption.IfMatch || number == CoapOption.IfNoneMatch
        || number == CoapOption.UriPath || number == CoapOption.UriQuery || number == CoapOption.Accept;
}
