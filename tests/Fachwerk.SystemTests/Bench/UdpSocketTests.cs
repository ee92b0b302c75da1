using System.Net;
using System.Net.Sockets;
using Fachwerk.Bench;
using Fachwerk.Firmware.Board;
using Fachwerk.SystemTests.Database;
using Xunit;

namespace Fachwerk.SystemTests.Bench;

/// <summary>The bench's UDP socket, over loopback.</summary>
[Trait("Promise", "F-05")]
public sealed class UdpSocketTests : IDisposable
{
    private const int Capacity = 1152;

    private readonly UdpSocket _socket = new();
    private readonly byte[] _buffer = new byte[Capacity + 2];
    private readonly NetworkAddress _from = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _socket.Dispose();

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task Sends_and_takes_the_answer_from_whom_it_comes(string address)
    {
        using var peer = new UdpClient(new IPEndPoint(IPAddress.Parse(address), 0));

        Assert.True(_socket.TrySend(Of(peer), [9, 1, 2, 9], 1, 2));
        var got = await peer.ReceiveAsync(Ct);
        await peer.SendAsync(new byte[] { 3, 4, 5 }, got.RemoteEndPoint, Ct);

        Assert.Equal(3, await ReceiveAsync());
        Assert.Equal([1, 2], got.Buffer);
        Assert.Equal([0, 3, 4, 5, 0], _buffer[..5]);
        Assert.True(_from.Is(Of(peer)));
    }

    [Fact]
    public async Task Tells_a_datagram_that_is_too_long_by_its_length_and_writes_no_further()
    {
        using var peer = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        Assert.True(_socket.TrySend(Of(peer), [1], 0, 1));
        var got = await peer.ReceiveAsync(Ct);

        await peer.SendAsync(Enumerable.Repeat((byte)7, Capacity + 1).ToArray(), got.RemoteEndPoint, Ct);

        Assert.InRange(await ReceiveAsync(), Capacity + 1, int.MaxValue);
        Assert.Equal(0, _buffer[^1]);
    }

    [Fact]
    public async Task Goes_on_behind_a_datagram_with_nothing_in_it()
    {
        using var peer = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        Assert.True(_socket.TrySend(Of(peer), [1], 0, 1));
        var got = await peer.ReceiveAsync(Ct);

        await peer.SendAsync(Array.Empty<byte>(), got.RemoteEndPoint, Ct);
        await peer.SendAsync(new byte[] { 3, 4, 5 }, got.RemoteEndPoint, Ct);

        Assert.Equal(3, await ReceiveAsync());
    }

    [Fact]
    public void Has_nothing_before_it_sent_anything() => Assert.Equal(0, _socket.Receive(_buffer, 1, Capacity, _from));

    private async Task<int> ReceiveAsync()
    {
        var time = new WallClock();
        var began = time.GetTimestamp();
        var count = 0;
        while (count == 0 && time.GetElapsedTime(began) < TimeSpan.FromSeconds(20))
        {
            count = _socket.Receive(_buffer, 1, Capacity, _from);
            await Task.Delay(TimeSpan.FromMilliseconds(5), time, Ct);
        }

        return count;
    }

    private static NetworkAddress Of(UdpClient peer)
    {
        var end = (IPEndPoint)peer.Client.LocalEndPoint!;
        var bytes = end.Address.GetAddressBytes();
        var address = new NetworkAddress { Port = end.Port };
        address.Set(bytes, 0, bytes.Length);
        return address;
    }
}
