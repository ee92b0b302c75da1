namespace Fachwerk.Protocol.Coap;

/// <summary>
/// Walks over options (RFC 7252 §3.1) up to the payload. Ends when <see cref="TryNext"/> returns false; then
/// <see cref="Failed"/> tells a malformed message from a good one. Reusable, allocates nothing.
/// </summary>
public sealed class CoapOptionReader
{
    private const int NumberMax = 65535;
    private const int PayloadMarker = 0xFF;

    private byte[] _buffer = new byte[0];
    private int _position;
    private int _end;

    /// <summary>Number of the option last read.</summary>
    public int Number { get; private set; }

    /// <summary>Where its value starts in the buffer.</summary>
    public int ValueOffset { get; private set; }

    /// <summary>Length of its value in bytes.</summary>
    public int ValueCount { get; private set; }

    /// <summary>Where the payload starts in the buffer, once all options are read.</summary>
    public int PayloadOffset { get; private set; }

    /// <summary>Length of the payload in bytes, 0 without one.</summary>
    public int PayloadCount { get; private set; }

    /// <summary>True when the options or the payload marker are malformed.</summary>
    public bool Failed { get; private set; }

    /// <summary>Starts anew on a range of a buffer that begins with the first option.</summary>
    public void Reset(byte[] buffer, int offset, int count)
    {
        _buffer = buffer;
        _position = offset;
        _end = offset + count;
        Number = 0;
        ValueOffset = offset;
        ValueCount = 0;
        PayloadOffset = _end;
        PayloadCount = 0;
        Failed = false;
    }

    /// <summary>Reads the next option.</summary>
    public bool TryNext()
    {
        if (Failed || _position >= _end) return false;
        int head = _buffer[_position++];
        if (head == PayloadMarker) return EndAtPayload();
        if (!TryReadExtended(head >> 4, out int delta) || !TryReadExtended(head & 15, out int count)) return Fail();
        Number += delta;
        if (Number > NumberMax || count > _end - _position) return Fail();
        ValueOffset = _position;
        ValueCount = count;
        _position += count;
        return true;
    }

    /// <summary>
    /// Reads the value as an unsigned integer of at most <paramref name="bytesMax"/> (up to 4) bytes.
    /// </summary>
    public bool TryReadUnsigned(int bytesMax, out uint value)
    {
        value = 0;
        if (ValueCount > bytesMax) return false;
        for (int i = 0; i < ValueCount; i++) value = (value << 8) | _buffer[ValueOffset + i];
        return true;
    }

    private bool EndAtPayload()
    {
        // RFC 7252 §3: a marker followed by a zero-length payload is a format error.
        if (_position == _end) return Fail();
        PayloadOffset = _position;
        PayloadCount = _end - _position;
        _position = _end;
        return false;
    }

    private bool Fail()
    {
        Failed = true;
        return false;
    }

    // RFC 7252 §3.1: 13 = one byte follows, minus 13; 14 = two bytes follow, minus 269; 15 is reserved.
    private bool TryReadExtended(int nibble, out int value)
    {
        value = nibble;
        if (nibble < 13) return true;
        int width = nibble - 12;
        if (nibble == 15 || width > _end - _position) return false;
        value = nibble == 13 ? 13 + _buffer[_position] : 269 + (_buffer[_position] << 8) + _buffer[_position + 1];
        _position += width;
        return true;
    }
}
