using System.Net;
using System.Net.Sockets;
using Fachwerk.Firmware.Board;

namespace Fachwerk.Esp32;

/// <summary>The UDP socket; it is made when there is a network to send to.</summary>
internal sealed class UdpSocket : IDatagramSocket
{
    private readonly GatewayNames _names = new GatewayNames();
    private Socket _socket;

    public bool TrySend(string gateway, byte[] buffer, int offset, int count)
    {
        IPEndPoint address = _names.Find(gateway);
        if (address == null)
        {
            return false;
        }
        try
        {
            if (_socket == null)
            {
                _socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            }
            return _socket.SendTo(buffer, offset, count, SocketFlags.None, address) == count;
        }
        catch (SocketException)
        {
            Close();
            return false;
        }
    }

    public int Receive(byte[] buffer, int offset, int capacity)
    {
        try
        {
            if (_socket == null || _socket.Available == 0)
            {
                return 0;
            }
            EndPoint from = new IPEndPoint(IPAddress.Any, 0);
            return _socket.ReceiveFrom(buffer, offset, capacity, SocketFlags.None, ref from);
        }
        catch (SocketException)
        {
            // The network went away; the next sending makes a new socket.
            Close();
            return 0;
        }
    }

    private void Close()
    {
        if (_socket != null)
        {
            _socket.Close();
            _socket = null;
        }
    }
}
