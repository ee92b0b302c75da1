using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Fachwerk.Firmware.Board;
using Fachwerk.Simulator.Board;
using Fachwerk.Simulator.Depots;

namespace Fachwerk.Simulator.Running;

/// <summary>
/// A depot's UDP socket: its own, because the source address is how the gateway finds the depot again. The controller
/// takes datagrams when it ticks; until then a few wait. The name server that its network offers answers what this
/// machine knows, and not on the controller's time.
/// </summary>
internal sealed class UdpDepotSocket : IDatagramSocket, IDisposable
{
    private const int DatagramBytesMax = 1152;
    private const int WaitingMax = 32;

    private readonly Socket _socket;
    private readonly Action _arrived;
    private readonly ConcurrentQueue<(byte[] Datagram, IPEndPoint From)> _waiting = new();
    private volatile bool _isClosed;

    /// <param name="isLocal">Whether only this machine may send to it.</param>
    /// <param name="arrived">Called on any thread after a datagram came.</param>
    internal UdpDepotSocket(bool isLocal, Action arrived)
    {
        _arrived = arrived;
        bool both = Socket.OSSupportsIPv6;
        _socket = new Socket(
            both ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        if (both)
            _socket.DualMode = true;
        IPAddress address = (isLocal, both) switch
        {
            (true, true) => IPAddress.Loopback.MapToIPv6(),
            (true, false) => IPAddress.Loopback,
            (false, true) => IPAddress.IPv6Any,
            (false, false) => IPAddress.Any
        };
        _socket.Bind(new IPEndPoint(address, 0));
    }

    /// <summary>Starts to receive.</summary>
    internal Task ReceiveAsync() => Task.Run(ReceiveLoopAsync);

    /// <inheritdoc />
    public bool TrySend(NetworkAddress target, byte[] buffer, int offset, int count)
    {
        IPEndPoint end = target.ToEndPoint();
        if (!end.Equals(VirtualNetwork.NameServer))
            return TrySendTo(end, buffer.AsSpan(offset, count));
        _ = AnswerAsync(buffer[offset..(offset + count)]);
        return true;
    }

    /// <inheritdoc />
    public int Receive(byte[] buffer, int offset, int capacity, NetworkAddress from)
    {
        if (!_waiting.TryDequeue(out (byte[] Datagram, IPEndPoint From) next))
            return 0;
        Array.Copy(next.Datagram, 0, buffer, offset, Math.Min(next.Datagram.Length, capacity));
        from.Set(next.From);
        return next.Datagram.Length;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _isClosed = true;
        _socket.Dispose();
    }

    private bool TrySendTo(IPEndPoint end, ReadOnlySpan<byte> datagram)
    {
        bool isDual = _socket.AddressFamily == AddressFamily.InterNetworkV6;
        try
        {
            IPEndPoint mapped = isDual ? new IPEndPoint(end.Address.MapToIPv6(), end.Port) : end;
            return _socket.SendTo(datagram, SocketFlags.None, mapped) == datagram.Length;
        }
        catch (SocketException)
        {
            return false; // No route, no buffer: what the controller would be told by its own stack.
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    private async Task AnswerAsync(byte[] question)
    {
        // Never within the tick that asked: what arrives wakes the depot.
        await Task.Yield();
        if (NameServer.HostIn(question) is not { } host)
            return;
        IPAddress[] found = [];
        try
        {
            found = await Dns.GetHostAddressesAsync(host);
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            found = []; // This machine does not know it: there is no such host.
        }

        Keep(NameServer.Answer(question, found), VirtualNetwork.NameServer);
    }

    private void Keep(byte[] datagram, IPEndPoint from)
    {
        if (_isClosed || _waiting.Count >= WaitingMax)
            return;
        _waiting.Enqueue((datagram, from));
        _arrived();
    }

    private async Task ReceiveLoopAsync()
    {
        byte[] buffer = new byte[DatagramBytesMax + 1];
        SocketAddress source = new(_socket.AddressFamily);
        IPEndPoint any = new(source.Family == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
        while (!_isClosed)
        {
            try
            {
                int count = await _socket.ReceiveFromAsync(buffer.AsMemory(), SocketFlags.None, source);
                if (count > 0)
                    Keep(buffer[..count], (IPEndPoint)any.Create(source));
            }
            catch (SocketException) when (!_isClosed)
            {
                continue; // A datagram of ours bounced or one was too long for the buffer: as if lost on the way.
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
