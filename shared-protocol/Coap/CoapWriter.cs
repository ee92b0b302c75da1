using System;

namespace Fachwerk.Protocol.Coap;

/// <summary>
/// Writes a CoAP message (RFC 7252 §3) or, without the header, the inner message of OSCORE (RFC 8613 §5.3).
/// What does not fit sets <see cref="Overflowed"/>. Reusable, allocates nothing.
/// </summary>
public sealed class CoapWriter
{
    private byte[] _buffer = new byte[0];
    private int _start;
    private int _end;
    private int _lastNumber;

    /// <summary>Where the next byte goes in the buffer.</summary>
    public int Position { get; private set; }

    /// <summary>Bytes written so far.</summary>
    public int Count => Position - _start;

    /// <summary>Bytes that still fit.</summary>
    public int Room => _end - Position;

    /// <summary>True when something did not fit; what was written is then worthless.</summary>
    public bool Overflowed { get; private set; }

    /// <summary>Starts anew at <paramref name="offset"/> with room for <paramref name="capacity"/> bytes.</summary>
    public void Reset(byte[] buffer, int offset, int capacity)
    {
        _buffer = buffer;
        _start = offset;
        _end = offset + capacity;
        _lastNumber = 0;
        Position = offset;
        Overflowed = false;
    }

    /// <summary>Writes the 4-byte header and the token.</summary>
    public void WriteHeader(CoapType type, int code, int messageId, byte[] token, int tokenCount)
    {
        if (!HasRoom(CoapHeader.Length + tokenCount)) return;
        _buffer[Position++] = (byte)((CoapHeader.Version << 6) | ((int)type << 4) | tokenCount);
        _buffer[Position++] = (byte)code;
        _buffer[Position++] = (byte)(messageId >> 8);
        _buffer[Position++] = (byte)messageId;
        Array.Copy(token, 0, _buffer, Position, tokenCount);
        Position += tokenCount;
    }

    /// <summary>Writes the single code byte that starts an inner message.</summary>
    public void WriteCode(int code)
    {
        if (HasRoom(1)) _buffer[Position++] = (byte)code;
    }

    /// <summary>Writes an option; numbers must not go down.</summary>
    public void WriteOption(int number, byte[] source, int offset, int count)
    {
        if (!TryWriteOptionHead(number, count)) return;
        Array.Copy(source, offset, _buffer, Position, count);
        Position += count;
    }

    /// <summary>Writes an option whose value is ASCII text.</summary>
    public void WriteAsciiOption(int number, string text)
    {
        if (!TryWriteOptionHead(number, text.Length)) return;
        for (int i = 0; i < text.Length; i++) _buffer[Position++] = (byte)text[i];
    }

    /// <summary>
    /// Writes an option whose value is an unsigned integer without leading zero bytes (RFC 7252 §3.2).
    /// </summary>
    public void WriteUnsignedOption(int number, uint value)
    {
        int count = value == 0 ? 0 : value <= 0xFF ? 1 : value <= 0xFFFF ? 2 : value <= 0xFFFFFF ? 3 : 4;
        if (!TryWriteOptionHead(number, count)) return;
        for (int shift = (count - 1) * 8; shift >= 0; shift -= 8) _buffer[Position++] = (byte)(value >> shift);
    }

    /// <summary>Writes the marker and the payload; nothing at all when the payload is empty.</summary>
    public void WritePayload(byte[] source, int offset, int count)
    {
        if (count == 0 || !HasRoom(1 + count)) return;
        _buffer[Position++] = 0xFF;
        Array.Copy(source, offset, _buffer, Position, count);
        Position += count;
    }

    /// <summary>Writes only the marker; the caller puts at least one byte of payload behind it.</summary>
    public void WritePayloadMarker()
    {
        if (HasRoom(1)) _buffer[Position++] = 0xFF;
    }

    private bool TryWriteOptionHead(int number, int count)
    {
        int delta = number - _lastNumber;
        if (!HasRoom(1 + ExtendedWidth(delta) + ExtendedWidth(count) + count)) return false;
        _buffer[Position++] = (byte)((Nibble(delta) << 4) | Nibble(count));
        WriteExtended(delta);
        WriteExtended(count);
        _lastNumber = number;
        return true;
    }

    private static int Nibble(int value) => value < 13 ? value : value < 269 ? 13 : 14;

    private static int ExtendedWidth(int value) => value < 13 ? 0 : value < 269 ? 1 : 2;

    private void WriteExtended(int value)
    {
        if (value < 13) return;
        if (value < 269)
        {
            _buffer[Position++] = (byte)(value - 13);
            return;
        }

        _buffer[Position++] = (byte)((value - 269) >> 8);
        _buffer[Position++] = (byte)(value - 269);
    }

    private bool HasRoom(int count)
    {
        if (!Overflowed && count <= _end - Position) return true;
        Overflowed = true;
        return false;
    }
}
