namespace System;

/// <summary>A part of an array.</summary>
internal readonly struct SpanByte
{
    internal SpanByte(byte[] array, int start, int length)
    {
        Array = array;
        Start = start;
        Length = length;
    }

    internal byte[] Array { get; }

    internal int Start { get; }

    internal int Length { get; }
}
