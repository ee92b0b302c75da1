using System;

namespace Fachwerk.Protocol.Cbor;

/// <summary>
/// Writes CBOR in its shortest form (RFC 8949 §4.2.1), definite lengths only. What does not fit sets
/// <see cref="Overflowed"/> and is not written; check it once, at the end. Reusable, allocates nothing.
/// </summary>
public sealed class CborWriter
{
    private byte[] _buffer = new byte[0];
    private int _start;
    private int _end;

    /// <summary>Where the next byte goes in the buffer.</summary>
    public int Position { get; private set; }

    /// <summary>Bytes written so far.</summary>
    public int Count => Position - _start;

    /// <summary>True when an item did not fit; what was written is then worthless.</summary>
    public bool Overflowed { get; private set; }

    /// <summary>Starts anew at <paramref name="offset"/> with room for <paramref name="capacity"/> bytes.</summary>
    public void Reset(byte[] buffer, int offset, int capacity)
    {
        _buffer = buffer;
        _start = offset;
        _end = offset + capacity;
        Position = offset;
        Overflowed = false;
    }

    /// <summary>Writes an integer from 0 up.</summary>
    public void WriteUnsigned(ulong value) => WriteHead(CborType.PositiveInteger, value);

    /// <summary>Writes an integer of either sign.</summary>
    public void WriteInteger(long value)
    {
        // RFC 8949 §3.1: -1 - n; ~value is just that, also for long.MinValue.
        if (value < 0) WriteHead(CborType.NegativeInteger, (ulong)~value);
        else WriteHead(CborType.PositiveInteger, (ulong)value);
    }

    /// <summary>Writes a byte string.</summary>
    public void WriteBytes(byte[] source, int offset, int count)
    {
        WriteHead(CborType.Bytes, (ulong)count);
        WriteRaw(source, offset, count);
    }

    /// <summary>Writes a text string of ASCII characters.</summary>
    public void WriteAscii(string text)
    {
        WriteHead(CborType.Text, (ulong)text.Length);
        if (!HasRoom(text.Length)) return;
        for (int i = 0; i < text.Length; i++) _buffer[Position++] = (byte)text[i];
    }

    /// <summary>Opens an array; exactly <paramref name="count"/> items follow.</summary>
    public void WriteArray(int count) => WriteHead(CborType.Array, (ulong)count);

    /// <summary>Opens a map; exactly <paramref name="count"/> pairs of key and value follow.</summary>
    public void WriteMap(int count) => WriteHead(CborType.Map, (ulong)count);

    /// <summary>Writes false or true.</summary>
    public void WriteBoolean(bool value) => WriteHead(CborType.Simple, value ? 21u : 20u);

    /// <summary>Writes null.</summary>
    public void WriteNull() => WriteHead(CborType.Simple, 22);

    /// <summary>Copies items that are encoded already.</summary>
    public void WriteRaw(byte[] source, int offset, int count)
    {
        if (!HasRoom(count)) return;
        Array.Copy(source, offset, _buffer, Position, count);
        Position += count;
    }

    private void WriteHead(CborType type, ulong value)
    {
        int major = (int)type << 5;
        int at = Position;
        byte[] buffer = _buffer;
        if (value < 24)
        {
            if (!HasRoom(1)) return;
            buffer[at] = (byte)(major | (int)value);
            Position = at + 1;
            return;
        }

        int width = value <= 0xFF ? 1 : value <= 0xFFFF ? 2 : value <= 0xFFFFFFFF ? 4 : 8;
        if (!HasRoom(1 + width)) return;
        buffer[at] = (byte)(major | (width == 1 ? 24 : width == 2 ? 25 : width == 4 ? 26 : 27));
        Position = at + 1 + width;
        for (; width > 0; width--)
        {
            buffer[at + width] = (byte)value;
            value >>= 8;
        }
    }

    private bool HasRoom(int count)
    {
        if (!Overflowed && count <= _end - Position) return true;
        Overflowed = true;
        return false;
    }
}
