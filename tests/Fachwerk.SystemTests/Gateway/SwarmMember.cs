using Fachwerk.Protocol;
using Fachwerk.Protocol.Coap;
using Fachwerk.Protocol.Oscore;
using Fachwerk.Protocol.Telegrams;
using Xunit;

namespace Fachwerk.SystemTests.Gateway;

/// <summary>A controller that takes answers and orders in whatever order they arrive.</summary>
internal sealed class SwarmMember(FakeController depot)
{
    private readonly Dictionary<int, Waiting> _telegrams = [];
    private readonly List<(int Epoch, long Number)> _answered = [];
    private int _epoch;
    private uint _event;

    public FakeController Depot => depot;

    /// <summary>The telegrams that were answered, one entry an answer.</summary>
    public IReadOnlyList<(int Epoch, long Number)> Answered => _answered;

    /// <summary>The order telegrams received, by order id.</summary>
    public List<uint> Orders { get; } = [];

    public (int Epoch, long Number) Highest => _answered.Max();

    public void StepTo(int epoch)
    {
        _epoch = epoch;
        _telegrams.Clear();
        depot.StepTo(epoch);
    }

    /// <summary>The next telegrams, alternately a check-in and an event.</summary>
    public IEnumerable<byte[]> Prepare(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var number = depot.Sequence;
            var telegram = number % 2 == 0
                ? depot.CheckIn()
                : depot.Events(++_event, new JournalEvent { Kind = (int)EventKind.DoorOpened, Compartment = 1 });
            _telegrams[MessageIdOf(telegram)] = new Waiting(number, telegram);
            yield return telegram;
        }
    }

    /// <summary>Hears until its newest telegram is answered.</summary>
    public async Task HearNewestAsync(CancellationToken ct)
    {
        var newest = (_epoch, depot.Sequence - 1);
        while (!_answered.Contains(newest))
            await HearAsync(ct);
    }

    /// <summary>Hears what has arrived by now.</summary>
    public async Task HearWaitingAsync(CancellationToken ct)
    {
        while (depot.HasMore)
            await HearAsync(ct);
    }

    private async Task HearAsync(CancellationToken ct)
    {
        var datagram = await depot.ReceiveAsync(ct);
        var message = new OscoreMessage();
        if (message.TryReadRequest(datagram, 0, datagram.Length) == WireError.None)
        {
            await TakeOrderAsync(depot.OpenOrder(datagram), ct);
            return;
        }

        var (number, telegram) = _telegrams[MessageIdOf(datagram)];
        Assert.Equal(CoapCode.Changed, depot.Open(telegram, datagram).Inner.Code);
        _answered.Add((_epoch, number));
    }

    // The first sending of each is as good as lost; repetitions are answered where they came from.
    private async Task TakeOrderAsync(FakeController.ReceivedOrder received, CancellationToken ct)
    {
        var isFirst = !Orders.Contains(received.Order.OrderId);
        Orders.Add(received.Order.OrderId);
        if (isFirst)
            return;
        depot.Gateway = depot.HeardFrom;
        await depot.AnswerAsync(received, OrderOutcome.Done, _event, ct);
    }

    // RFC 7252 §3: bytes 2 and 3.
    private static int MessageIdOf(byte[] datagram) => (datagram[2] << 8) | datagram[3];

    private sealed record Waiting(long Number, byte[] Telegram);
}
