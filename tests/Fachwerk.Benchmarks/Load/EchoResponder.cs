using System.Net;
using System.Net.Sockets;
using Fachwerk.Protocol.Oscore;

namespace Fachwerk.Benchmarks.Load;

/// <summary>Sends each datagram back: the least that any UDP service on these sockets costs.</summary>
internal static class EchoResponder
{
    private const int SocketBufferBytes = 8 * 1024 * 1024;

    /// <summary>Serves until it is told to stop; prints its port first.</summary>
    public static void Run(TextWriter output, CancellationToken stop)
    {
        using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp);
        socket.DualMode = true;
        socket.ReceiveBufferSize = SocketBufferBytes;
        socket.SendBufferSize = SocketBufferBytes;
        socket.Bind(new IPEndPoint(IPAddress.Loopback.MapToIPv6(), 0));
        using var ending = stop.Register(socket.Dispose);
        output.WriteLine($"READY {((IPEndPoint)socket.LocalEndPoint!).Port}");
        output.Flush();
        var buffer = new byte[OscoreMessage.DatagramMax + 1];
        var from = new SocketAddress(AddressFamily.InterNetworkV6);
        try
        {
            while (true)
            {
                var count = socket.ReceiveFrom(buffer, SocketFlags.None, from);
                socket.SendTo(buffer.AsSpan(0, count), SocketFlags.None, from);
            }
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            return; // The socket was closed for that.
        }
    }
}
