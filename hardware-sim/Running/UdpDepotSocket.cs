using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Fachwerk.Firmware.Board;

namespace Fachwerk.Simulator.Running;

/// <summary>
/// A depot's UDP socket: its own, because the source address is how the gateway finds the depot again. The controller
/// takes datagrams when it ticks; until then a few wait.
/// </summary>
internal sealed class UdpDepotSocket : IDatagramSocket, IDisposable
{
    private const int DatagramBytesMax = 1152;
    private const int WaitingMax = 32;
    private const int GatewaysMax = 8;

    private readonly Socket _socket;
    private readonly Action _arrived;
    private readonly ConcurrentQueue<byte[]> _waiting = new();
    private readonly ConcurrentDictionary<string, Task<IPEndPoint?>> _gateways = new();
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
    public bool TrySend(string gateway, byte[] buffer, int offset, int count)
    {
        // A name is looked up once, and not on the controller's time: its first datagram leaves when that is done.
        if (_gateways.Count >= GatewaysMax && !_gateways.ContainsKey(gateway))
            _gateways.Clear();
        Task<IPEndPoint?> lookup = _gateways.GetOrAdd(gateway, FindAsync);
        if (lookup.IsCompleted)
            return TrySendTo(lookup.Result, buffer.AsSpan(offset, count));
        _ = SendLaterAsync(lookup, buffer[offset..(offset + count)]);
        return true;
    }

    /// <inheritdoc />
    public int Receive(byte[] buffer, int offset, int capacity)
    {
        if (!_waiting.TryDequeue(out byte[]? datagram))
            return 0;
        Array.Copy(datagram, 0, buffer, offset, Math.Min(datagram.Length, capacity));
        return datagram.Length;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _isClosed = true;
        _socket.Dispose();
    }

    private async Task SendLaterAsync(Task<IPEndPoint?> lookup, byte[] datagram) =>
        TrySendTo(await lookup, datagram);

    private bool TrySendTo(IPEndPoint? address, ReadOnlySpan<byte> datagram)
    {
        if (address is null)
            return false;
        try
        {
            return _socket.SendTo(datagram, SocketFlags.None, address) == datagram.Length;
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

    private async Task<IPEndPoint?> FindAsync(string gateway)
    {
        int colon = gateway.LastIndexOf(':');
        if (colon < 0 || !ushort.TryParse(gateway[(colon + 1)..], out ushort port))
            return null;
        string host = gateway[..colon].Trim('[', ']');
        if (!IPAddress.TryParse(host, out IPAddress? address))
        {
            try
            {
                IPAddress[] found = await Dns.GetHostAddressesAsync(host);
                address = found.Length == 0 ? null : found[0];
            }
            catch (SocketException)
            {
                _gateways.TryRemove(gateway, out _); // Looked up again at the next try.
                return null;
            }
        }

        if (address is null)
            return null;
        bool isDual = _socket.AddressFamily == AddressFamily.InterNetworkV6;
        return new IPEndPoint(isDual ? address.MapToIPv6() : address, port);
    }

    private async Task ReceiveLoopAsync()
    {
        byte[] buffer = new byte[DatagramBytesMax + 1];
        SocketAddress source = new(_socket.AddressFamily);
        while (!_isClosed)
        {
            try
            {
                int count = await _socket.ReceiveFromAsync(buffer.AsMemory(), SocketFlags.None, source);
                if (count == 0 || _waiting.Count >= WaitingMax)
                    continue;
                _waiting.Enqueue(buffer[..count]);
                _arrived();
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
