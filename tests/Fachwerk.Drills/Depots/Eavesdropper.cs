using System.Net;
using System.Net.Sockets;

namespace Fachwerk.Drills.Depots;

/// <summary>Sends what it has overheard once more, from its own address, and listens whether anyone answers.</summary>
internal static class Eavesdropper
{
    private static readonly TimeSpan Listening = TimeSpan.FromSeconds(1);

    /// <returns>The datagrams that came back.</returns>
    public static async Task<List<byte[]>> ReplayAsync(
        IReadOnlyCollection<SentTelegram> telegrams, IReadOnlyList<int> gateways, TimeProvider time)
    {
        using var socket = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        foreach (var telegram in telegrams)
        {
            foreach (var gateway in gateways)
                await socket.SendAsync(telegram.Datagram, new IPEndPoint(IPAddress.Loopback, gateway));
        }

        using var limit = new CancellationTokenSource(Listening, time);
        var heard = new List<byte[]>();
        try
        {
            while (true)
            {
                heard.Add((await socket.ReceiveAsync(limit.Token)).Buffer);
            }
        }
        catch (OperationCanceledException)
        {
            return heard;
        }
    }
}
