using System;
using System.Net;
using System.Net.Sockets;
using Fachwerk.Firmware.Board;

namespace Fachwerk.Esp32;

/// <summary>The UDP socket: one for IPv4 and one for IPv6, each made when there is something to send.</summary>
internal sealed class UdpSocket : IDatagramSocket
{
    private readonly Socket[] _sockets = new Socket[2];

    public bool TrySend(NetworkAddress target, byte[] buffer, int offset, int count)
    {
        int family = target.Count == NetworkAddress.Version4Bytes ? 0 : 1;
        try
        {
            if (_sockets[family] == null)
            {
                _sockets[family] = new Socket(
                    family == 0 ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6, SocketType.Dgram,
                    ProtocolType.Udp);
            }
            byte[] address = new byte[target.Count];
            Array.Copy(target.Bytes, 0, address, 0, address.Length);
            EndPoint end = new IPEndPoint(new IPAddress(address), target.Port);
            return _sockets[family].SendTo(buffer, offset, count, SocketFlags.None, end) == count;
        }
        catch (SocketException)
        {
            Close(family);
            return false;
        }
    }

    public int Receive(byte[] buffer, int offset, int capacity, NetworkAddress from)
    {
        int count = Receive(0, buffer, offset, capacity, from);
        return count > 0 ? count : Receive(1, buffer, offset, capacity, from);
    }

    private int Receive(int family, byte[] buffer, int offset, int capacity, NetworkAddress from)
    {
        try
        {
            if (_sockets[family] == null || _sockets[family].Available == 0)
            {
                return 0;
            }
            EndPoint sender = new IPEndPoint(family == 0 ? IPAddress.Any : IPAddress.IPv6Any, 0);
            int count = _sockets[family].ReceiveFrom(buffer, offset, capacity, SocketFlags.None, ref sender);
            byte[] address = ((IPEndPoint)sender).Address.GetAddressBytes();
            from.Set(address, 0, address.Length);
            from.Port = ((IPEndPoint)sender).Port;
            return count;
        }
        catch (SocketException)
        {
            // The network went away; the next sending makes a new socket.
            Close(family);
            return 0;
        }
    }

    private void Close(int family)
    {
        if (_sockets[family] != null)
        {
            _sockets[family].Close();
            _sockets[family] = null;
        }
    }
}
