using System.Net;
using System.Net.Sockets;
using Fachwerk.Firmware.Board;

namespace Fachwerk.Bench;

/// <summary>The UDP socket: one for IPv4 and one for IPv6, each made when there is something to send.</summary>
internal sealed class UdpSocket : IDatagramSocket, IDisposable
{
    private const int Families = 2;
    private const int DatagramBytesMax = 65536;

    private readonly Socket?[] _sockets = new Socket?[Families];
    private readonly byte[] _received = new byte[DatagramBytesMax];

    /// <inheritdoc />
    public bool TrySend(NetworkAddress target, byte[] buffer, int offset, int count)
    {
        int family = target.Count == NetworkAddress.Version4Bytes ? 0 : 1;
        try
        {
            _sockets[family] ??= new Socket(
                family == 0 ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6, SocketType.Dgram,
                ProtocolType.Udp);
            IPEndPoint end = new(new IPAddress(target.Bytes.AsSpan(0, target.Count)), target.Port);
            return _sockets[family]!.SendTo(buffer.AsSpan(offset, count), SocketFlags.None, end) == count;
        }
        catch (SocketException)
        {
            Close(family);
            return false;
        }
    }

    /// <inheritdoc />
    public int Receive(byte[] buffer, int offset, int capacity, NetworkAddress from)
    {
        int count = 0;
        for (int family = 0; family < Families && count == 0; family++)
            count = Receive(family, from);
        _received.AsSpan(0, Math.Min(count, capacity)).CopyTo(buffer.AsSpan(offset, capacity));
        return count;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        for (int family = 0; family < Families; family++)
            Close(family);
    }

    private int Receive(int family, NetworkAddress from)
    {
        try
        {
            // Not Available: that is the length of the next one, and an empty one would lie there for ever.
            if (_sockets[family] is not { } socket || !socket.Poll(0, SelectMode.SelectRead))
                return 0;
            EndPoint sender = new IPEndPoint(family == 0 ? IPAddress.Any : IPAddress.IPv6Any, 0);
            int count = socket.ReceiveFrom(_received, ref sender);
            byte[] address = ((IPEndPoint)sender).Address.GetAddressBytes();
            from.Set(address, 0, address.Length);
            from.Port = ((IPEndPoint)sender).Port;
            return count;
        }
        catch (SocketException)
        {
            // Nobody listens there, or the network went away; the next sending makes a new socket.
            Close(family);
            return 0;
        }
    }

    private void Close(int family)
    {
        _sockets[family]?.Dispose();
        _sockets[family] = null;
    }
}
