namespace Fachwerk.Protocol.Cbor;

/// <summary>
/// Reads CBOR strictly: shortest form only, definite lengths only, strings and arrays within the input, nesting at most
/// <see cref="DepthMax"/>. Every method returns false and leaves the position alone when the next item is not what was
/// asked for. Maps, tags and floats can be skipped but not read, so a duplicate key is never trusted.
/// Reusable, allocates nothing.
/// </summary>
public sealed class CborReader
{
    /// <summary>How deep items may be nested, the outermost counting as 1.</summary>
    public const int DepthMax = 8;

    private byte[] _buffer = new byte[0];
    private int _end;

    // The head last read by TryReadHead.
    private ulong _argument;
    private int _next;

    /// <summary>Where the next item starts in the buffer.</summary>
    public int Position { get; private set; }

    /// <summary>True when all input is read.</summary>
    public bool AtEnd => Position == _end;

    /// <summary>Starts anew on a range of a buffer.</summary>
    public void Reset(byte[] buffer, int offset, int count)
    {
        _buffer = buffer;
        Position = offset;
        _end = offset + count;
    }

    /// <summary>
    /// The kind of the next item; <see cref="CborType.None"/> at the end or when its head is malformed.
    /// </summary>
    public CborType Peek() => ReadHead(Position);

    /// <summary>Reads an integer from 0 to <paramref name="max"/>.</summary>
    public bool TryReadUnsigned(ulong max, out ulong value)
    {
        value = 0;
        if (ReadHead(Position) != CborType.PositiveInteger || _argument > max) return false;
        value = _argument;
        Position = _next;
        return true;
    }

    /// <summary>Reads an integer from 0 to 2^32 - 1.</summary>
    public bool TryReadUInt32(out uint value)
    {
        bool read = TryReadUnsigned(uint.MaxValue, out ulong wide);
        value = (uint)wide;
        return read;
    }

    /// <summary>Reads an integer from 0 to <paramref name="max"/>.</summary>
    public bool TryReadNumber(int max, out int value)
    {
        bool read = TryReadUnsigned((ulong)max, out ulong wide);
        value = (int)wide;
        return read;
    }

    /// <summary>Reads an integer of either sign that fits 64 bits.</summary>
    public bool TryReadInteger(out long value)
    {
        value = 0;
        CborType type = ReadHead(Position);
        if (type != CborType.PositiveInteger && type != CborType.NegativeInteger) return false;
        if (_argument > long.MaxValue) return false;
        value = type == CborType.NegativeInteger ? ~(long)_argument : (long)_argument;
        Position = _next;
        return true;
    }

    /// <summary>Reads a byte string: where its bytes stand in the buffer.</summary>
    public bool TryReadBytes(out int offset, out int count) => TryReadString(CborType.Bytes, out offset, out count);

    /// <summary>Reads a text string, valid UTF-8: where its bytes stand in the buffer.</summary>
    public bool TryReadText(out int offset, out int count) => TryReadString(CborType.Text, out offset, out count);

    /// <summary>Reads the head of an array; its items follow.</summary>
    public bool TryReadArray(out int count)
    {
        count = 0;
        // Every item takes at least a byte: a count beyond the input is refused at once.
        if (ReadHead(Position) != CborType.Array || _argument > (ulong)(_end - _next)) return false;
        count = (int)_argument;
        Position = _next;
        return true;
    }

    /// <summary>Reads false or true.</summary>
    public bool TryReadBoolean(out bool value)
    {
        value = false;
        if (ReadHead(Position) != CborType.Simple || _next != Position + 1) return false;
        if (_argument != 20 && _argument != 21) return false;
        value = _argument == 21;
        Position = _next;
        return true;
    }

    /// <summary>Reads null.</summary>
    public bool TryReadNull()
    {
        if (ReadHead(Position) != CborType.Simple || _next != Position + 1 || _argument != 22) return false;
        Position = _next;
        return true;
    }

    /// <summary>Skips one item of any kind with all that is in it.</summary>
    public bool TrySkip() => TrySkip(1);

    /// <summary>Skips <paramref name="items"/> items of any kind.</summary>
    public bool TrySkip(int items)
    {
        int position = Position;
        for (int i = 0; i < items; i++)
        {
            position = Skip(position, 1);
            if (position < 0) return false;
        }

        Position = position;
        return true;
    }

    private bool TryReadString(CborType type, out int offset, out int count)
    {
        offset = 0;
        count = 0;
        if (ReadHead(Position) != type || _argument > (ulong)(_end - _next)) return false;
        if (type == CborType.Text && !Utf8.IsValid(_buffer, _next, (int)_argument)) return false;
        offset = _next;
        count = (int)_argument;
        Position = offset + count;
        return true;
    }

    // Returns where the item ends, or -1.
    private int Skip(int position, int depth)
    {
        if (depth > DepthMax) return -1;
        CborType type = ReadHead(position);
        ulong argument = _argument;
        int next = _next;
        ulong room = (ulong)(_end - next);
        switch (type)
        {
            case CborType.PositiveInteger:
            case CborType.NegativeInteger:
            case CborType.Simple:
                return next;
            case CborType.Bytes:
                return argument <= room ? next + (int)argument : -1;
            case CborType.Text:
                return argument <= room && Utf8.IsValid(_buffer, next, (int)argument) ? next + (int)argument : -1;
            case CborType.Tag:
                return Skip(next, depth + 1);
            case CborType.Array:
                return argument <= room ? SkipItems(next, (int)argument, depth + 1) : -1;
            case CborType.Map:
                return argument <= room / 2 ? SkipItems(next, 2 * (int)argument, depth + 1) : -1;
            default:
                return -1;
        }
    }

    private int SkipItems(int position, int items, int depth)
    {
        for (int i = 0; i < items && position >= 0; i++) position = Skip(position, depth);
        return position;
    }

    // Reads the head at a position into _argument and _next. RFC 8949 §3: 24 to 27 announce 1, 2, 4, 8 bytes; 28 to 30
    // are reserved and 31 is an indefinite length or a break.
    private CborType ReadHead(int position)
    {
        _argument = 0;
        _next = position;
        if (position >= _end) return CborType.None;
        int first = _buffer[position];
        CborType type = (CborType)(first >> 5);
        int small = first & 31;
        _next = position + 1;
        if (small < 24)
        {
            _argument = (ulong)small;
            return type;
        }

        if (small > 27) return CborType.None;
        int width = 1 << (small - 24);
        if (width > _end - _next) return CborType.None;
        for (int i = 0; i < width; i++) _argument = (_argument << 8) | _buffer[_next++];
        return IsShortest(type, width) ? type : CborType.None;
    }

    private bool IsShortest(CborType type, int width)
    {
        // RFC 8949 §3.3: a one-byte simple value is at least 32; wider ones are floats, whose bits are all significant.
        if (type == CborType.Simple) return width > 1 || _argument >= 32;
        return width == 1 ? _argument >= 24
            : width == 2 ? _argument > 0xFF
            : width == 4 ? _argument > 0xFFFF
            : _argument > 0xFFFFFFFF;
    }
}
