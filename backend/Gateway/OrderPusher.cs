using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Threading.Channels;
using Fachwerk.Backend.Database;
using Fachwerk.Protocol.Crypto;
using Fachwerk.Protocol.Oscore;
using Fachwerk.Protocol.Telegrams;
using Npgsql;

namespace Fachwerk.Backend.Gateway;

/// <summary>
/// Sends open orders over the live path: at once when they are queued, after 2, 4 and 8 s without an answer, and after
/// each telegram of their depot. Each sending is a new message under a number of its own from the database.
/// </summary>
internal sealed class OrderPusher(
    OrderSteps steps, SessionTable sessions, FleetSignals signals, GatewayCounters counters, IAead aead,
    TimeProvider time, ILogger<OrderPusher> log)
{
    private const int Workers = 4;
    private const int WorkMax = 16_384;

    // Depots asked to call more often because of lost pushes: one of a hundred, but some in any fleet.
    private const int LostShare = 100;
    private const int LostLeast = 10;

    // A depot that has just been sent an order has a moment to answer before another telegram goes out.
    private static readonly TimeSpan Breath = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryTick = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan[] RetryAfter =
        [TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(8)];

    private readonly OrderExchanges _exchanges = new(time, BitConverter.ToUInt16(RandomNumberGenerator.GetBytes(2)));
    private readonly PushLosses _losses = new(time);
    private readonly ConcurrentDictionary<long, bool> _pushing = new();
    private readonly Channel<Work> _work = Channel.CreateBounded<Work>(
        new BoundedChannelOptions(WorkMax) { FullMode = BoundedChannelFullMode.DropWrite });

    // The receiving thread's own.
    private readonly OrderTelegrams _answers = new(aead);

    /// <summary>Sends a datagram along a path; set by the gateway that holds the socket.</summary>
    public Action<ReadOnlyMemory<byte>, SocketAddress>? Send { get; set; }

    /// <summary>
    /// Orders may wait for the controller, or it has just spoken: look, and push. While it is being asked already,
    /// its answer or the next repetition brings up what follows.
    /// </summary>
    /// <param name="afterTelegram">It has just spoken: its path is open whether or not it was before.</param>
    public void Push(long controller, bool afterTelegram = false)
    {
        if (_exchanges.NewestOf(controller) is not { } newest || time.GetElapsedTime(newest.SentAt) > Breath)
            _work.Writer.TryWrite(new Work(controller, 0, 0, null, afterTelegram));
    }

    /// <summary>Takes an answer on the receiving thread.</summary>
    /// <returns>Null when it is genuine, else why it is dropped.</returns>
    public DropReason? TakeAnswer(Telegram telegram)
    {
        if (_answers.Read(telegram, _exchanges, out var exchange, out var answer) is { } reason)
            return reason;
        _work.Writer.TryWrite(new Work(exchange.Controller, 0, 0,
            new Answered(answer.OrderId, answer.Outcome, answer.Event)));
        return null;
    }

    /// <summary>Works until cancelled.</summary>
    public Task RunAsync(CancellationToken ct) =>
        Loops.RunAsync([RetryAsync(ct), .. Enumerable.Range(0, Workers).Select(_ => WorkAsync(ct))], ct);

    private async Task WorkAsync(CancellationToken ct)
    {
        await foreach (var work in _work.Reader.ReadAllAsync(ct))
        {
            try
            {
                if (work.Answer is { } answer)
                    await RecordAsync(work.Controller, answer, ct);
                else
                    await SendNextAsync(work, ct);
            }
            // Whatever it was, the order stays open: the depot's next telegram brings it up again.
            catch (Exception cause) when (!ct.IsCancellationRequested)
            {
                GatewayLog.OrderNotPushed(log, work.Controller, (cause as NpgsqlException)?.SqlState);
                GatewayLog.NoteStrange(log, cause);
            }
        }
    }

    private async Task RecordAsync(long controller, Answered answer, CancellationToken ct)
    {
        var tenant = await steps.AnswerAsync(controller, answer.OrderId, answer.Outcome, answer.Event, ct);
        if (tenant is { } number)
            signals.InboxArrived(number);
        _work.Writer.TryWrite(new Work(controller, answer.OrderId, 0, null));
        if (_losses.NoteAnswered(controller, answer.OrderId))
            await LosePathAsync(controller, ct);
    }

    private async Task LosePathAsync(long controller, CancellationToken ct)
    {
        counters.LosePush();
        var othersMax = Math.Max(LostLeast, sessions.Count / LostShare);
        if (await steps.LosePathAsync(controller, othersMax, ct))
            GatewayLog.PathLost(log, controller);
    }

    private async Task SendNextAsync(Work work, CancellationToken ct)
    {
        if (!_pushing.TryAdd(work.Controller, false))
        {
            _pushing.TryUpdate(work.Controller, true, false);
            return;
        }

        try
        {
            var sending = await steps.SendNextAsync(work.Controller, work.Above, ct);
            if (sending is null)
                return;
            if (sending.IsFirst && sending.Kind != (int)OrderKind.Refresh)
                signals.InboxArrived(sending.Tenant);
            SendOrder(sending, work);
        }
        finally
        {
            // Asked for meanwhile: that order may not have been in sight of the statement.
            if (_pushing.TryRemove(work.Controller, out var again) && again)
                Push(work.Controller);
        }
    }

    private void SendOrder(OrderSending sending, Work work)
    {
        if (!sessions.TryFind((uint)sending.Controller, out var session)
            || session.ContextOf(sending.Epoch) is not { } context)
            return;
        var key = _exchanges.Add(new OrderExchange(
            sending.Controller, sending.OrderId, context, sending.Sequence, time.GetTimestamp(), work.Attempt),
            session.NextMessageId(time.GetUtcNow()));
        _losses.NoteSent(sending.Controller, sending.OrderId, work.AfterTelegram);
        var output = new byte[OscoreMessage.DatagramMax];
        var count = new OrderTelegrams(aead).Write(sending, context, key, output);
        counters.SendOrder();
        Send?.Invoke(output.AsMemory(0, count), AddressOf(sending.Path));
    }

    // The system's own form, as this node's socket gave it; its length tells the family.
    private static SocketAddress AddressOf(byte[] path)
    {
        var isV6 = path.Length == SocketAddress.GetMaximumAddressSize(AddressFamily.InterNetworkV6);
        var address = new SocketAddress(isV6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork, path.Length);
        path.CopyTo(address.Buffer);
        return address;
    }

    private async Task RetryAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(RetryTick, time);
        while (await timer.WaitForNextTickAsync(ct))
        {
            foreach (var exchange in _exchanges.TakeDue(IsDue))
                _work.Writer.TryWrite(new Work(exchange.Controller, exchange.OrderId - 1, exchange.Attempt + 1, null));
        }
    }

    private bool IsDue(OrderExchange exchange) => exchange.Attempt < RetryAfter.Length
        && time.GetElapsedTime(exchange.SentAt) >= RetryAfter[exchange.Attempt];

    private sealed record Work(
        long Controller, uint Above, int Attempt, Answered? Answer, bool AfterTelegram = false);

    private sealed record Answered(uint OrderId, int Outcome, uint Event);
}
