using System.Net;
using System.Net.Sockets;

namespace Fachwerk.Drills.Nodes;

/// <summary>
/// Ports that are still free when a program comes back to them. One that the system chose for it does not stay so:
/// while nobody listens there, the system gives it to the next who asks, be it for a connection of his own. So these
/// are of a range that the system chooses none from.
/// </summary>
public static class KeptPort
{
    private const int First = 20_000;
    private const int Count = 10_000;
    private const int TriesMax = 100;

    public static int Tcp() => Free(ProtocolType.Tcp);

    public static int Udp() => Free(ProtocolType.Udp);

    private static int Free(ProtocolType protocol)
    {
        for (var i = 0; i < TriesMax; i++)
        {
            var port = First + Random.Shared.Next(Count);
            if (IsFree(protocol, port))
                return port;
        }

        throw new InvalidOperationException($"{TriesMax} ports were taken, one as the other.");
    }

    private static bool IsFree(ProtocolType protocol, int port)
    {
        var type = protocol == ProtocolType.Tcp ? SocketType.Stream : SocketType.Dgram;
        using var probe = new Socket(AddressFamily.InterNetwork, type, protocol);
        try
        {
            probe.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException cause) when (cause.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return false;
        }
    }
}
