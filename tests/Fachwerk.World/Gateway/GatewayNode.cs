using System.Net;
using System.Net.Sockets;
using Fachwerk.Backend.Gateway;
using Fachwerk.Backend.Secrets;
using Fachwerk.Protocol.Crypto;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.World.Depots;
using Fachwerk.World.Running;
using Fachwerk.World.Store;

namespace Fachwerk.World.Gateway;

/// <summary>
/// One node of the gateway in virtual time: the backend's own gate, sessions, batch, order exchanges and writers,
/// around the store in memory. Only the pipeline between them is the world's.
/// </summary>
internal sealed class GatewayNode
{
    private const int GatherMs = 2;
    private const int CommitMaxMs = 40;
    private const int AgeMaxMs = 1_500;
    private const int BreathMs = 1_000;
    private const int TelegramsMax = 512;

    private static readonly int[] RetryAfterMs = [2_000, 4_000, 8_000];

    private readonly WorldCore _world;
    private readonly MemoryFleet _fleet;
    private readonly FleetSecrets _secrets;
    private readonly IAead _aead = new FrameworkAead();
    private readonly EchoValues _echoes;
    private readonly EventCeilings _ceilings;
    private readonly TelegramBatch _batch;
    private readonly List<AcceptedTelegram> _accepted = [];
    private readonly AnswerWriter _answers;
    private readonly OrderTelegrams _orders;
    private readonly byte[] _output = new byte[Telegram.BufferLength];
    private TelegramPool _pool = new(TelegramsMax);
    private SessionTable _sessions = new();
    private TelegramGate _gate = null!;
    private OrderExchanges _exchanges = null!;
    private TelegramLine _line = null!;
    private bool _isGathering;
    private int _life;

    public GatewayNode(string name, WorldCore world, MemoryFleet fleet, FleetSecrets secrets)
    {
        Name = name;
        _world = world;
        _fleet = fleet;
        _secrets = secrets;
        _echoes = new EchoValues(FleetSecrets.Master);
        _ceilings = new EventCeilings(new EventLimits(), world.Time);
        _batch = new TelegramBatch(_echoes, _ceilings);
        _answers = new AnswerWriter(_aead);
        _orders = new OrderTelegrams(_aead);
    }

    public string Name { get; }

    /// <summary>Where depots find it.</summary>
    public required IPAddress Address { get; init; }

    public bool IsUp { get; private set; }

    /// <summary>Fault: seconds that this node's clock is off; null: it tells no time.</summary>
    public long? ClockOffSeconds { get; set; } = 0;

    /// <summary>Fault: the next commits fail; half of them after they took effect.</summary>
    public int CommitsToFail { get; set; }

    /// <summary>Fault: the next table bodies go out with a wrong digest.</summary>
    public int TablesToSpoil { get; set; }

    /// <summary>A datagram leaves along a path, in answer to a request or as an order.</summary>
    public Action<byte[], byte[], Telegram?, OrderSending?>? Send { get; set; }

    public void Start()
    {
        IsUp = true;
        _life++;
        _isGathering = false;
        _pool = new TelegramPool(TelegramsMax);
        _line = new TelegramLine(_world.Time);
        _sessions = new SessionTable();
        _gate = new TelegramGate(_sessions, _aead);
        _exchanges = new OrderExchanges(_world.Time, (ushort)_world.Random.Next());
        foreach (FleetRow row in _fleet.Rows)
        {
            (byte[] secret, int epoch) = _secrets.Of(row.Number);
            _sessions.Put(new ControllerSession((uint)row.Number, secret, epoch, row.Epoch, row.PartialIv));
        }
    }

    /// <summary>As by SIGKILL: what was gathered is lost, what is under way in the store is not.</summary>
    public void Kill()
    {
        IsUp = false;
        _life++;
    }

    public void Receive(byte[] datagram, byte[] source)
    {
        if (!IsUp || _pool.TryTake() is not { } telegram)
            return;
        telegram.Count = Math.Min(datagram.Length, Telegram.BufferLength);
        datagram.AsSpan(0, telegram.Count).CopyTo(telegram.Buffer);
        source.CopyTo(telegram.Source.Buffer);
        telegram.Source.Size = source.Length;
        telegram.ReceivedAt = _world.Time.GetTimestamp();
        bool isAnswer = telegram.Count > 0 && (telegram.Buffer[0] & 0x30) == 0x20;
        DropReason? reason = isAnswer ? TakeAnswer(telegram) : _gate.Check(telegram);
        if (isAnswer || reason is not null)
        {
            if (reason is not null)
                _world.Tally.Count($"drop {reason}");
            _pool.Return(telegram);
            return;
        }

        if (_line.Supersede(telegram) is { } older)
        {
            _world.Tally.Count("drop Superseded");
            _pool.Return(older);
            return;
        }

        _line.Add(telegram);
        Gather();
    }

    /// <summary>Fault: the controller has spent all events that it may tell, or has all of them again.</summary>
    public void HoldEvents(long controller, bool holds)
    {
        if (_sessions.TryFind((uint)controller, out ControllerSession? session))
            session.Events = holds ? new EventAccount(int.MaxValue / 2, 0, 0, 0) : default;
    }

    /// <summary>Orders may wait for the controller, or it has just spoken.</summary>
    public void Push(long controller, uint above = 0, int attempt = 0)
    {
        bool isBusy = above == 0 && _exchanges.NewestOf(controller) is { } newest
            && _world.Time.GetElapsedTime(newest.SentAt) <= TimeSpan.FromMilliseconds(BreathMs);
        if (IsUp && !isBusy)
            After(_world.Random.Between(1, 5), () => SendNext(controller, above, attempt));
    }

    private void Gather()
    {
        if (_isGathering)
            return;
        _isGathering = true;
        After(GatherMs + _world.Random.Spread(1, CommitMaxMs), Commit);
    }

    private void Commit()
    {
        _isGathering = false;
        while (_line.TryTake(out Telegram? telegram))
            Add(telegram);
        if (_batch.Count > 0)
            CommitBatch();
        _batch.Clear();
    }

    private void Add(Telegram telegram)
    {
        bool isLate = _world.Time.GetElapsedTime(telegram.ReceivedAt) > TimeSpan.FromMilliseconds(AgeMaxMs);
        if (isLate || !telegram.Session.IsAboveFloor(telegram.Epoch, telegram.PartialIv))
        {
            _world.Tally.Count(isLate ? "drop TooLate" : "drop Replayed");
            Return(telegram);
        }
        else
        {
            _batch.Add(telegram);
        }
    }

    private void CommitBatch()
    {
        bool fails = CommitsToFail > 0;
        CommitsToFail -= fails ? 1 : 0;
        // An unknown outcome: the statement may have taken effect although nobody heard of it.
        if (!fails || _world.Random.Chance(0.5))
            _fleet.Commit(_batch, Name, _accepted);
        Dictionary<long, AcceptedTelegram> accepted = fails ? [] : _accepted.ToDictionary(row => row.Controller);
        foreach ((Telegram telegram, long echo) in _batch.Telegrams.Zip(_batch.Echo))
        {
            if (echo != EchoValues.None && accepted.ContainsKey(telegram.Session.Number))
                _world.Tally.Count("Echo given back");
            if (accepted.TryGetValue(telegram.Session.Number, out AcceptedTelegram row))
                Finish(telegram, row);
            else if (!fails)
                Refuse(telegram);
            Return(telegram);
        }
    }

    private void Return(Telegram telegram)
    {
        _line.Finish(telegram.Session);
        _pool.Return(telegram);
    }

    private void Finish(Telegram telegram, AcceptedTelegram row)
    {
        if (telegram.Session.Commit(telegram.Epoch, telegram.PartialIv))
            _secrets.Step(row.Controller, telegram.Session.SecretOf(telegram.Epoch), telegram.Epoch);
        if (row.EventsStored)
            telegram.Session.Events = _ceilings.Spend(telegram.Session.Events, row.Tenant, telegram.EventCost);
        else if (telegram.Kind == TelegramKind.HeldEvents)
            _world.Tally.Count("Events held");
        int count = telegram.Kind switch
        {
            TelegramKind.CheckIn => _answers.WriteCheckIn(
                telegram, row, _world.Time.UnixSeconds + ClockOffSeconds ?? 0, TimeSpan.FromSeconds(row.AskedSeconds)),
            TelegramKind.Events or TelegramKind.HeldEvents => _answers.WriteEvents(telegram, row),
            TelegramKind.Table => WriteTable(telegram, row),
            _ => _answers.WriteRefusal(telegram, telegram.RefusalCode),
        };
        Send!(_answers.Output[..count], PathOf(telegram), telegram, null);
        if (row.OrdersOpen > 0)
            Push(row.Controller);
    }

    private int WriteTable(Telegram telegram, AcceptedTelegram row)
    {
        TableBody body = _fleet.ReadTable(row.Controller, telegram.Since)!;
        if (TablesToSpoil > 0)
        {
            TablesToSpoil--;
            body.Bytes[^1] ^= 1;
        }

        return _answers.WriteTable(telegram, body);
    }

    private void Refuse(Telegram telegram)
    {
        if (_fleet.AskEcho(telegram.Session.Number, telegram.Epoch, telegram.PartialIv) is not { } demand)
        {
            Reload(telegram.Session);
            return;
        }

        _world.Tally.Count("Echo asked");
        int count = _answers.WriteEchoDemand(telegram, demand, _echoes);
        telegram.Session.NoteAsked(telegram.Epoch, telegram.PartialIv);
        Send!(_answers.Output[..count], PathOf(telegram), telegram, null);
    }

    private void Reload(ControllerSession session)
    {
        _world.Tally.Count("drop Refused");
        FleetRow row = _fleet.RowOf(session.Number);
        session.Commit(row.Epoch, row.PartialIv);
    }

    private DropReason? TakeAnswer(Telegram telegram)
    {
        if (_orders.Read(telegram, _exchanges, out OrderExchange exchange, out OrderAnswer answer) is { } reason)
            return reason;
        _fleet.Answer(exchange.Controller, answer.OrderId, answer.Outcome, answer.Event);
        _world.Tally.Count($"order answered {(OrderOutcome)answer.Outcome}");
        Push(exchange.Controller, answer.OrderId);
        return null;
    }

    private void SendNext(long controller, uint above, int attempt)
    {
        if (_fleet.SendNext(controller, Name, above) is not { } sending
            || !_sessions.TryFind((uint)controller, out ControllerSession? session)
            || session.ContextOf(sending.Epoch) is not { } context)
            return;
        uint key = _exchanges.Add(new OrderExchange(
            controller, sending.OrderId, context, sending.Sequence, _world.Time.GetTimestamp(), attempt),
            session.NextMessageId(_world.Time.GetUtcNow()));
        int count = _orders.Write(sending, context, key, _output);
        Send!(_output[..count], sending.Path, null, sending);
        if (attempt < RetryAfterMs.Length)
            After(RetryAfterMs[attempt], Repeat);
    }

    private void Repeat()
    {
        foreach (OrderExchange due in _exchanges.TakeDue(IsDue))
            Push(due.Controller, due.OrderId - 1, due.Attempt + 1);
    }

    private bool IsDue(OrderExchange exchange) => exchange.Attempt < RetryAfterMs.Length
        && _world.Time.GetElapsedTime(exchange.SentAt).TotalMilliseconds >= RetryAfterMs[exchange.Attempt];

    // What a dead node had in mind dies with it.
    private void After(long milliseconds, Action action)
    {
        int life = _life;
        _world.Agenda.In(milliseconds, () =>
        {
            if (life == _life)
                action();
        });
    }

    private static byte[] PathOf(Telegram telegram) =>
        telegram.Source.Buffer.Span[..telegram.Source.Size].ToArray();

    /// <summary>The system's form of an address, as a socket would give it.</summary>
    public static byte[] AddressOf(int depot, int port)
    {
        SocketAddress address = new IPEndPoint(
            new IPAddress([10, 0, (byte)(depot >> 8), (byte)depot]).MapToIPv6(), port).Serialize();
        return address.Family == AddressFamily.InterNetworkV6
            ? address.Buffer.Span[..address.Size].ToArray() : throw new InvalidOperationException("Not IPv6.");
    }
}
