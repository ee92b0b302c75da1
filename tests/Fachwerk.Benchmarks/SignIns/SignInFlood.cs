using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Fachwerk.Benchmarks.SignIns;

/// <summary>Wrong names and passwords at an even rate, each on a connection of its own.</summary>
/// <param name="page">The sign-in page.</param>
/// <param name="isSpread">Whether each comes from another network of 127.0.0.0/8; else all from one address.</param>
internal sealed class SignInFlood(Uri page, bool isSpread, TimeProvider time)
{
    private const int AtOnceMax = 500;
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<string, int> _answers = [];
    private int _atOnce;

    /// <summary>Sends for so long; more than <see cref="AtOnceMax"/> at once are not sent but counted.</summary>
    /// <returns>How many were answered how.</returns>
    public async Task<IReadOnlyDictionary<string, int>> RunAsync(int perMinute, int seconds, CancellationToken ct)
    {
        using var http = NewClient();
        var form = new SignInForm(http, page);
        await form.LoadAsync(ct);
        var began = time.GetTimestamp();
        var total = perMinute * seconds / 60;
        var running = new List<Task>(total);
        while (running.Count < total)
        {
            var due = Math.Min(total, (int)(time.GetElapsedTime(began).TotalMinutes * perMinute));
            while (running.Count < due)
                running.Add(TryAsync(form, running.Count, ct));
            await Task.Delay(TimeSpan.FromMilliseconds(5), time, ct);
        }

        await Task.WhenAll(running);
        return _answers;
    }

    private async Task TryAsync(SignInForm form, int number, CancellationToken ct)
    {
        var answer = "not sent";
        if (Interlocked.Increment(ref _atOnce) <= AtOnceMax)
        {
            try
            {
                answer = $"{(int)await form.PostAsync($"guess {number}", "a wrong password", false, true, ct)}";
            }
            catch (Exception cause) when (cause is HttpRequestException or TaskCanceledException)
            {
                answer = "failed";
            }
        }

        Interlocked.Decrement(ref _atOnce);
        _answers.AddOrUpdate(answer, 1, (_, count) => count + 1);
    }

    private HttpClient NewClient() => new(new SocketsHttpHandler
    {
        UseCookies = false,
        AllowAutoRedirect = false,
        ConnectCallback = async (context, ct) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            if (isSpread)
                socket.Bind(new IPEndPoint(AnyLoopback(), 0));
            await socket.ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
    })
    {
        Timeout = AnswerMax
    };

    private static IPAddress AnyLoopback()
    {
        Span<byte> address = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(address, Random.Shared.Next(0x7F01_0000, 0x7FFF_0000));
        return new IPAddress(address);
    }
}
