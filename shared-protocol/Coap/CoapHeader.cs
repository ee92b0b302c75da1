using System;

namespace Fachwerk.Protocol.Coap;

/// <summary>The fixed header and the token of a message (RFC 7252 §3).</summary>
/// <remarks>
/// <code>
/// byte 0      version[2 bits] = 1, type[2 bits], token length[4 bits], 0 to 8
/// byte 1      code
/// bytes 2-3   message id
/// then        token
/// </code>
/// </remarks>
public sealed class CoapHeader
{
    /// <summary>The only version there is.</summary>
    public const int Version = 1;

    /// <summary>Bytes before the token.</summary>
    public const int Length = 4;

    /// <summary>Longest token.</summary>
    public const int TokenMax = 8;

    /// <summary>Message type.</summary>
    public CoapType Type { get; set; }

    /// <summary>Code, see <see cref="CoapCode"/>.</summary>
    public int Code { get; set; }

    /// <summary>Message id, 16 bits.</summary>
    public int MessageId { get; set; }

    /// <summary>The token; only the first <see cref="TokenCount"/> bytes count.</summary>
    public byte[] Token { get; } = new byte[TokenMax];

    /// <summary>Length of the token.</summary>
    public int TokenCount { get; set; }

    /// <summary>Bytes of header and token together.</summary>
    public int Count => Length + TokenCount;

    /// <summary>Sets the token to 2 bytes, the length every telegram has.</summary>
    public void SetToken(int token)
    {
        Token[0] = (byte)(token >> 8);
        Token[1] = (byte)token;
        TokenCount = 2;
    }

    /// <summary>True when the token is the 2 bytes of <paramref name="token"/>.</summary>
    public bool HasToken(int token) =>
        TokenCount == 2 && Token[0] == (byte)(token >> 8) && Token[1] == (byte)token;

    /// <summary>Reads header and token.</summary>
    public WireError TryRead(byte[] buffer, int offset, int count)
    {
        if (count < Length) return WireError.Length;
        int first = buffer[offset];
        if (first >> 6 != Version) return WireError.Version;
        Type = (CoapType)((first >> 4) & 3);
        TokenCount = first & 15;
        Code = buffer[offset + 1];
        MessageId = (buffer[offset + 2] << 8) | buffer[offset + 3];
        if (TokenCount > TokenMax)
        {
            TokenCount = 0;
            return WireError.Header;
        }

        if (count < Count) return WireError.Length;
        Array.Copy(buffer, offset + Length, Token, 0, TokenCount);

        // RFC 7252 §4.1: an empty message is the header alone.
        return Code == CoapCode.Empty && count != Length ? WireError.Header : WireError.None;
    }
}
