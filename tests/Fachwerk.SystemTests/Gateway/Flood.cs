using System.Net;
using System.Net.Sockets;

namespace Fachwerk.SystemTests.Gateway;

/// <summary>Datagrams at a steady rate from a socket of its own, until it is stopped or has sent all.</summary>
public sealed class Flood : IAsyncDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _sending;

    /// <param name="perSecond">At least a hundred.</param>
    /// <param name="for">Then it ends by itself.</param>
    /// <param name="next">The datagram of a number from 0.</param>
    public Flood(int port, int perSecond, TimeSpan @for, Func<int, byte[]> next, TimeProvider time)
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _sending = Task.Run(() => SendAsync(new IPEndPoint(IPAddress.Loopback, port), perSecond, @for, next, time));
    }

    /// <summary>Datagrams sent.</summary>
    public int Sent { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _sending;
        _socket.Dispose();
        _stop.Dispose();
    }

    // What a tick came too late for is made up for, so that the rate holds on a busy machine.
    private async Task SendAsync(
        IPEndPoint to, int perSecond, TimeSpan @for, Func<int, byte[]> next, TimeProvider time)
    {
        var started = time.GetTimestamp();
        using var timer = new PeriodicTimer(Tick, time);
        while (!_stop.IsCancellationRequested && await timer.WaitForNextTickAsync(CancellationToken.None))
        {
            var passed = time.GetElapsedTime(started);
            if (passed > @for)
                return;
            for (var due = (int)(passed.TotalSeconds * perSecond); Sent < due; Sent++)
                _socket.SendTo(next(Sent), to);
        }
    }
}
