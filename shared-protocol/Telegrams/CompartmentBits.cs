using System;
using Fachwerk.Protocol.Cbor;

namespace Fachwerk.Protocol.Telegrams;

/// <summary>A bit for each compartment; bit 0 of the first byte is compartment 1.</summary>
public sealed class CompartmentBits
{
    /// <summary>The bytes; only the first <see cref="Count"/> are on the wire.</summary>
    public byte[] Bytes { get; } = new byte[Limits.CompartmentBytes];

    /// <summary>Bytes on the wire: one for every 8 compartments of the depot.</summary>
    public int Count { get; private set; }

    /// <summary>Clears all bits and sets the length for so many compartments.</summary>
    public void Clear(int compartments)
    {
        Array.Clear(Bytes, 0, Bytes.Length);
        Count = (compartments + 7) / 8;
    }

    /// <summary>True when the compartment's bit is set.</summary>
    public bool IsSet(int compartment) =>
        compartment >= 1 && compartment <= Limits.CompartmentMax
        && (Bytes[(compartment - 1) >> 3] & (1 << ((compartment - 1) & 7))) != 0;

    /// <summary>Sets or clears the compartment's bit.</summary>
    public void Set(int compartment, bool value)
    {
        int mask = 1 << ((compartment - 1) & 7);
        int index = (compartment - 1) >> 3;
        Bytes[index] = (byte)(value ? Bytes[index] | mask : Bytes[index] & ~mask);
    }

    /// <summary>True when no bit is set.</summary>
    public bool IsEmpty()
    {
        for (int i = 0; i < Bytes.Length; i++)
        {
            if (Bytes[i] != 0) return false;
        }

        return true;
    }

    internal void Write(CborWriter writer) => writer.WriteBytes(Bytes, 0, Count);

    internal bool TryRead(CborReader reader, byte[] buffer)
    {
        if (!reader.TryReadBytes(out int offset, out int count) || count > Limits.CompartmentBytes) return false;
        Array.Clear(Bytes, 0, Bytes.Length);
        Array.Copy(buffer, offset, Bytes, 0, count);
        Count = count;
        return true;
    }
}
