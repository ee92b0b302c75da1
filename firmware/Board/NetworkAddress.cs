using System;

namespace Fachwerk.Firmware.Board;

/// <summary>Where a datagram goes to or comes from: an IPv4 or IPv6 address and a port. Its numbers change in place.
/// </summary>
public sealed class NetworkAddress
{
    /// <summary>Bytes of an IPv4 address.</summary>
    public const int Version4Bytes = 4;

    /// <summary>Bytes of an IPv6 address.</summary>
    public const int Version6Bytes = 16;

    /// <summary>The address in network byte order; of IPv4 the first four.</summary>
    public byte[] Bytes { get; } = new byte[Version6Bytes];

    /// <summary>Bytes of it: 4 or 16; 0 = there is none.</summary>
    public int Count { get; private set; }

    /// <summary>The port.</summary>
    public int Port { get; set; }

    /// <summary>Takes an address; a count that is neither 4 nor 16 is none.</summary>
    public void Set(byte[] bytes, int offset, int count)
    {
        Count = count == Version4Bytes || count == Version6Bytes ? count : 0;
        Array.Copy(bytes, offset, Bytes, 0, Count);
    }

    /// <summary>Takes the address of another; the port stays.</summary>
    public void Set(NetworkAddress other)
    {
        Set(other.Bytes, 0, other.Count);
    }

    /// <summary>Is none.</summary>
    public void Clear()
    {
        Count = 0;
    }

    /// <summary>True for the same address, whatever the ports.</summary>
    public bool IsSameHost(NetworkAddress other)
    {
        bool isSame = Count == other.Count;
        for (int i = 0; isSame && i < Count; i++)
        {
            isSame = Bytes[i] == other.Bytes[i];
        }
        return isSame;
    }

    /// <summary>True for the same address and port.</summary>
    public bool Is(NetworkAddress other) => Port == other.Port && IsSameHost(other);
}
