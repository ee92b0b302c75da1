using System.Net;
using System.Net.Sockets;
using Fachwerk.Protocol.Coap;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.Witness;

namespace Fachwerk.Drills.Depots;

/// <summary>
/// A depot as the gateways see it: checks in, reports events until they are acknowledged, carries each order out once,
/// and goes to the next gateway when one does not answer. Remembers everything, to be asked about it afterwards.
/// </summary>
internal sealed class DrillDepot : IDisposable
{
    private const int EventsInTelegramMax = 9;
    private const int CompartmentsUsed = 8;
    private const int TableAttempts = 4;
    private static readonly TimeSpan AnswerWait = TimeSpan.FromMilliseconds(700);

    private readonly TimeProvider _time;
    private readonly TimeSpan _interval;
    private readonly IReadOnlyList<int> _gateways;
    private readonly DrillTelegrams _telegrams;
    private readonly UdpClient _socket = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly EventBatchWriter _events = new();
    private readonly EventsAnswer _eventsAnswer = new();
    private readonly CheckInAnswer _checkInAnswer = new();
    private readonly JournalEvent _entry = new();
    private readonly byte[] _body = new byte[1024];
    private readonly Dictionary<uint, SentTelegram> _byKey = [];
    private readonly Random _random;
    private int _gateway;
    private long _orderFloor = -1;
    private uint _sendFrom = 1;
    private byte[] _table = [];
    private int _strange;

    public DrillDepot(DepotIdentity identity, IReadOnlyList<int> gateways, int first, TimeSpan interval,
        NonceLedger ledger, TimeProvider time)
    {
        Controller = identity.Controller;
        _telegrams = new DrillTelegrams(identity, ledger);
        _gateways = gateways;
        _gateway = first % gateways.Count;
        _interval = interval;
        _time = time;
        _random = new Random(first);
    }

    public long Controller { get; }

    /// <summary>What happened, event 1 first.</summary>
    public List<DepotEntry> Journal { get; } = [];

    /// <summary>The highest event that any gateway ever acknowledged.</summary>
    public uint Acknowledged { get; private set; }

    /// <summary>Orders carried out, with the event that tells of each.</summary>
    public Dictionary<uint, uint> Orders { get; } = [];

    /// <summary>Telegrams that were answered.</summary>
    public List<SentTelegram> Answered { get; } = [];

    /// <summary>
    /// Datagrams that belong to nothing, whose number was seen before, or that are not protected as SPEC.md says.
    /// </summary>
    public int Strange => _strange + _telegrams.Unprotected;

    public int EchoesAsked => _telegrams.EchoesAsked;

    /// <summary>Notes what an eavesdropper was answered.</summary>
    public bool NoteOverheard(byte[] datagram) => _telegrams.NoteOverheard(datagram);

    /// <summary>From this timestamp on, the first answer to a later request is looked for.</summary>
    public long Mark { get; set; } = long.MaxValue;

    /// <summary>When a request sent after <see cref="Mark"/> was answered first; 0 = not yet.</summary>
    public long FirstAnswer { get; set; }

    /// <summary>Lives until cancelled.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            if (_random.Next(2) == 0)
                Happen();
            var isEvents = _sendFrom <= Journal.Count;
            var telegram = isEvents
                ? _telegrams.Request(Resource.Events, _body, WriteEvents())
                : _telegrams.Request(Resource.CheckIn, _body, WriteCheckIn());
            _byKey[telegram.Key] = telegram;
            if (!await ExchangeAsync(telegram))
                _gateway = (_gateway + 1) % _gateways.Count;
            var pause = _interval * (0.5 + _random.NextDouble());
            await ReceiveAsync(pause, _ => false);
        }
    }

    /// <summary>Reads the table since a version; only while the depot does not run.</summary>
    /// <returns>The body's first block; empty when nothing came.</returns>
    public async Task<byte[]> ReadTableAsync(uint since)
    {
        _table = [];
        for (var attempt = 0; attempt < TableAttempts && _table.Length == 0; attempt++)
        {
            var telegram = _telegrams.TableRequest(since);
            _byKey[telegram.Key] = telegram;
            await ExchangeAsync(telegram);
        }

        return _table;
    }

    public void Dispose() => _socket.Dispose();

    private void Happen() => Journal.Add(new DepotEntry(
        (int)EventKind.DoorOpened, 1 + Journal.Count % CompartmentsUsed, _time.GetUtcNow().ToUnixTimeSeconds()));

    private int WriteEvents()
    {
        _events.Begin(_sendFrom, _body, 0, _body.Length);
        for (var i = (int)_sendFrom - 1; i < Journal.Count && _events.Events < EventsInTelegramMax; i++)
        {
            (_entry.Kind, _entry.Compartment, _entry.Time) = (Journal[i].Kind, Journal[i].Compartment, Journal[i].Time);
            if (!_events.TryAdd(_entry))
                break;
        }

        return _events.Count;
    }

    private int WriteCheckIn()
    {
        var body = new CheckIn
        {
            AppVersion = AppVersion.Encode(1, 2, 3), SupplyMillivolts = 12_000, OldestUnacked = _sendFrom,
            LastEvent = (uint)Journal.Count, Time = (uint)_time.GetUtcNow().ToUnixTimeSeconds()
        };
        body.OpenDoors.Clear(CompartmentsUsed);
        return body.Write(_body, 0, _body.Length);
    }

    private async Task<bool> ExchangeAsync(SentTelegram telegram)
    {
        var sentAt = _time.GetTimestamp();
        await SendAsync(telegram.Datagram);
        var isAnswered = await ReceiveAsync(AnswerWait, key => key == telegram.Key);
        if (isAnswered && sentAt >= Mark && FirstAnswer == 0)
            FirstAnswer = _time.GetTimestamp();
        return isAnswered;
    }

    // Takes whatever comes, for so long or until the awaited answer.
    private async Task<bool> ReceiveAsync(TimeSpan wait, Func<uint, bool> isAwaited)
    {
        using var limit = new CancellationTokenSource(wait, _time);
        try
        {
            while (true)
            {
                var datagram = (await _socket.ReceiveAsync(limit.Token)).Buffer;
                if (await TakeAsync(datagram) is { } key && isAwaited(key))
                    return true;
            }
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (SocketException)
        {
            // A node that is gone: its port says so at once.
            await Task.Delay(wait, _time, CancellationToken.None);
            return false;
        }
    }

    private async Task<uint?> TakeAsync(byte[] datagram)
    {
        var isAnswer = ((datagram[0] >> 4) & 3) == (int)CoapType.Acknowledgement;
        if (!isAnswer)
        {
            await TakeOrderAsync(datagram);
            return null;
        }

        if (!_telegrams.TryOpenAnswer(datagram, out var key) || !_byKey.Remove(key, out var telegram))
        {
            _strange++;
            return null;
        }

        if (_telegrams.Inner.Code == CoapCode.Changed)
        {
            Answered.Add(telegram);
            Acknowledge(datagram);
        }
        else if (_telegrams.Inner.Code == CoapCode.Content)
        {
            var start = _telegrams.Inner.PayloadOffset;
            _table = datagram[start..(start + _telegrams.Inner.PayloadCount)];
        }

        return key;
    }

    // Both answers tell how far the events are durable; a gateway whose database went back asks for them again.
    private void Acknowledge(byte[] datagram)
    {
        var (offset, count) = (_telegrams.Inner.PayloadOffset, _telegrams.Inner.PayloadCount);
        uint acknowledged;
        if (_checkInAnswer.TryRead(datagram, offset, count))
            acknowledged = _checkInAnswer.AckedEvent;
        else if (_eventsAnswer.TryRead(datagram, offset, count))
            acknowledged = _eventsAnswer.AckedEvent;
        else
            return;
        Acknowledged = Math.Max(Acknowledged, acknowledged);
        _sendFrom = acknowledged + 1;
    }

    private async Task TakeOrderAsync(byte[] datagram)
    {
        var order = new OrderTelegram();
        if (!_telegrams.TryOpenOrder(datagram, order, out var number) || number <= _orderFloor)
        {
            _strange++;
            return;
        }

        _orderFloor = number;
        if (!Orders.TryGetValue(order.OrderId, out var entry))
        {
            Happen();
            entry = (uint)Journal.Count;
            Orders.Add(order.OrderId, entry);
        }

        await SendAsync(_telegrams.AnswerOrder(
            new OrderAnswer { OrderId = order.OrderId, Outcome = (int)OrderOutcome.Done, Event = entry }, number));
    }

    private async Task SendAsync(byte[] datagram)
    {
        try
        {
            await _socket.SendAsync(datagram, new IPEndPoint(IPAddress.Loopback, _gateways[_gateway]));
        }
        catch (SocketException)
        {
            return; // As lost as on the way.
        }
    }
}

/// <summary>An event of a depot's journal.</summary>
internal sealed record DepotEntry(int Kind, int Compartment, long Time);
