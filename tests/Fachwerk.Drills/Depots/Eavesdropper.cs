using System.Net;
using System.Net.Sockets;

namespace Fachwerk.Drills.Depots;

/// <summary>Sends what it has overheard once more, from its own address, and listens whether anyone answers.</summary>
internal static class Eavesdropper
{
    private static readonly TimeSpan Listening = TimeSpan.FromSeconds(2);

    /// <returns>How many datagrams came back.</returns>
    public static async Task<int> ReplayAsync(
        IReadOnlyCollection<SentTelegram> telegrams, IReadOnlyList<int> gateways, TimeProvider time)
    {
        using var socket = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        foreach (var telegram in telegrams)
        {
            foreach (var gateway in gateways)
                await socket.SendAsync(telegram.Datagram, new IPEndPoint(IPAddress.Loopback, gateway));
        }

        using var limit = new CancellationTokenSource(Listening, time);
        var heard = 0;
        try
        {
            while (true)
            {
                await socket.ReceiveAsync(limit.Token);
                heard++;
            }
        }
        catch (OperationCanceledException)
        {
            return heard;
        }
    }
}
